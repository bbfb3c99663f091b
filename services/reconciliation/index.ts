export type { DifferenceKind, Match } from "./differences";
export { type ImportedStatement, importStatement } from "./import-statement";
export { type DaySummary, listDays, type Reconciliation } from "./list-days";
export { listImports, type StatementImport } from "./list-imports";
export type { StatementChannel } from "./load-channel";
export { type ReconciledDay, reconcileDay, type Side, type Sides } from "./reconcile-day";
export { recordWithdrawal } from "./record-withdrawal";
export { settleLine } from "./settle-line";
