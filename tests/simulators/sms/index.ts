export { startSmsSimulator } from "./start";
export type * from "./types";
