import { type CsvCell, type Paper, toCsv } from "@/lib/documents";
import { formatMoney } from "@/lib/money";
import { formatDay, formatInstant, startOfDay } from "@/lib/time";
import { accountCode } from "./account-code";
import type { Statement, StatementEntry } from "./get-statement";
import { partyLines } from "./load-party";

/** What an entry refers to, in words. */
export function documentOf(entry: StatementEntry): string {
  if (entry.creditNoteId) return `Credit note ${entry.creditNoteNumber ?? ""}`.trim();
  if (entry.billId) return `Bill ${entry.billNumber ?? ""}`.trim();
  if (entry.paymentId) return entry.receipt ?? "Receipt on its way";
  return entry.refundReceipt ?? "";
}

/** A customer's statement as it is printed. Pure. */
export function statementPaper(statement: Statement): Paper {
  const { customer, letterhead, entries, openBills } = statement;
  const first = formatDay(startOfDay(statement.from));
  const last = formatDay(startOfDay(statement.to));
  const owed = openBills.reduce((sum, bill) => sum + bill.owedCents, 0);
  return {
    title: "Statement",
    dated: statement.madeAt,
    letterhead,
    party: partyLines(customer),
    facts: [
      { label: "From", value: first },
      { label: "To", value: last },
      { label: "Balance before", value: formatMoney(statement.openingCents) },
      { label: "Balance after", value: formatMoney(statement.closingCents) },
      ...(owed > 0 ? [{ label: "Open bills", value: formatMoney(owed) }] : []),
    ],
    tables: [
      {
        columns: [
          { header: "When" },
          { header: "What", wide: true },
          { header: "Document" },
          { header: "In", align: "right" },
          { header: "Out", align: "right" },
          { header: "Balance", align: "right" },
        ],
        rows: [
          ["", "Balance before", "", "", "", formatMoney(statement.openingCents)],
          ...entries.map((entry) => [
            formatInstant(entry.at),
            entry.description,
            documentOf(entry),
            entry.amountCents > 0 ? formatMoney(entry.amountCents) : "",
            entry.amountCents < 0 ? formatMoney(-entry.amountCents) : "",
            formatMoney(entry.balanceCents),
          ]),
        ],
        totals: [["", "Balance after", "", "", "", formatMoney(statement.closingCents)]],
      },
    ],
    notes: [
      ...openBills.map(
        (bill) =>
          `Open: bill ${bill.number ?? "(being numbered)"}, ${formatMoney(bill.owedCents)}, due ${formatDay(bill.dueAt)}.`,
      ),
      "The balance is what stands in the customer's wallet. All times are Nairobi's.",
    ],
    qr: accountCode(statement.portalUrl, owed),
  };
}

/** The same as CSV. Pure. */
export function statementCsv({ openingCents, closingCents, entries }: Statement): string {
  const headers = ["When (Nairobi)", "What", "Document", "In", "Out", "Balance"];
  const rows = entries.map((entry): CsvCell[] => [
    formatInstant(entry.at),
    entry.description,
    documentOf(entry),
    entry.amountCents > 0 ? { cents: entry.amountCents } : null,
    entry.amountCents < 0 ? { cents: -entry.amountCents } : null,
    { cents: entry.balanceCents },
  ]);
  return toCsv(headers, [
    ["", "Balance before", "", null, null, { cents: openingCents }],
    ...rows,
    ["", "Balance after", "", null, null, { cents: closingCents }],
  ]);
}
