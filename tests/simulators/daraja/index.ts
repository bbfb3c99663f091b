export type * from "./simulator-type";
export { startDarajaSimulator } from "./start";
export type * from "./types";
