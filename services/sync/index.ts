export type { SyncOutcome } from "./outcome";
export { syncUser } from "./sync-user";
