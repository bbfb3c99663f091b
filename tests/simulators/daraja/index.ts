export { startDarajaSimulator } from "./start";
export type * from "./types";
