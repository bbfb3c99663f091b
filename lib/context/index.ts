export type { Actor, StaffRole } from "./actor";
export { afterCommitWork, startAfterCommit } from "./after-commit";
export { type Allowed, authorise, type Permission, roleAllows } from "./authorise";
export {
  type Context,
  type ContextOptions,
  createContext,
  handle,
  type TxContext,
} from "./context";
export { faultPoint } from "./fault-point";
export { flushWrites, namedWrites, writeLater } from "./later";
export { withTransaction } from "./with-transaction";
