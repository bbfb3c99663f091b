export { billPaper } from "./bill-paper";
export { creditNotePaper } from "./credit-note-paper";
export { type BillDetails, type BillLine, getBill } from "./get-bill";
export { type CreditNoteDetails, getCreditNote } from "./get-credit-note";
export { getReceipt, type ReceiptDetails } from "./get-receipt";
export {
  defaultStatementDays,
  getStatement,
  type Statement,
  type StatementEntry,
} from "./get-statement";
export { getTrialBalance } from "./get-trial-balance";
export { receiptPaper } from "./receipt-paper";
export { documentOf, statementCsv, statementPaper } from "./statement-paper";
export { type TaxRow, taxRows } from "./tax-table";
export { trialBalanceCsv, trialBalancePaper } from "./trial-balance-paper";
