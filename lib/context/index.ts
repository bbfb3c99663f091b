export type { Actor, StaffRole } from "./actor";
export { afterCommitWork, startAfterCommit } from "./after-commit";
export { type Allowed, authorise, type Permission, roleAllows } from "./authorise";
export { claim, claimFirst, gathered, goAlone } from "./company";
export {
  type Context,
  type ContextOptions,
  createContext,
  handle,
  type TxContext,
} from "./context";
export { faultPoint } from "./fault-point";
export { insertLater } from "./insert-later";
export { closeLater, flushWrites, namedWrites, writeLater } from "./later";
export { withSharedTransaction } from "./with-shared-transaction";
export { withTransaction } from "./with-transaction";
