import type { Paper } from "@/lib/documents";
import { formatMoney } from "@/lib/money";
import { formatDay } from "@/lib/time";
import type { CreditNoteDetails } from "./get-credit-note";
import { partyLines } from "./load-party";

/** A credit note as it is printed. Pure. */
export function creditNotePaper({
  note,
  billNumber,
  customer,
  letterhead,
}: CreditNoteDetails): Paper {
  const parts: [string, number][] = [
    ["Internet", note.internetCents],
    ["Fees", note.feesCents],
    ["Excise", note.exciseCents],
    ["VAT", note.vatCents],
  ];
  return {
    title: note.number ? `Credit note ${note.number}` : "Credit note, being numbered",
    dated: note.issuedAt,
    letterhead,
    party: partyLines(customer),
    facts: [
      { label: "Issued", value: formatDay(note.issuedAt) },
      ...(billNumber ? [{ label: "Corrects bill", value: billNumber }] : []),
      { label: "Total", value: formatMoney(note.totalCents) },
    ],
    tables: [
      {
        columns: [
          { header: "Given back", wide: true },
          { header: "Amount", align: "right" },
        ],
        rows: parts
          .filter(([, cents]) => cents > 0)
          .map(([label, cents]) => [label, formatMoney(cents)]),
        totals: [["Total", formatMoney(note.totalCents)]],
      },
    ],
    notes: [`Reason: ${note.reason}.`, "The amount stands in the wallet."],
  };
}
