export { gapsBetween } from "./gaps";
export { ByLine, loadLine, type StoredLine } from "./load-line";
export { recordPullCoverage } from "./record-coverage";
export { type LinesSource, recordLines } from "./record-lines";
export type { Span, StatementLine } from "./types";
