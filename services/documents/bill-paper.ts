import type { Paper, PaperTable } from "@/lib/documents";
import { formatMoney } from "@/lib/money";
import { formatDay, formatInstant } from "@/lib/time";
import { accountCode } from "./account-code";
import type { BillDetails } from "./get-bill";
import { payingWords } from "./load-how-to-pay";
import { partyLines } from "./load-party";
import { taxRows, taxTable } from "./tax-table";

/** A bill as it is printed. Pure. */
export function billPaper(details: BillDetails): Paper {
  const { bill, customer, letterhead } = details;
  const owedCents = bill.status === "open" ? bill.totalCents - bill.paidCents : 0;
  const taxes = taxRows(details.lines, details.rates);
  return {
    title: bill.number ? `Bill ${bill.number}` : "Bill, being numbered",
    dated: bill.issuedAt,
    letterhead,
    party: partyLines(customer),
    stamp: bill.status === "open" ? undefined : bill.status.toUpperCase(),
    facts: facts(details, owedCents),
    tables: [
      linesTable(details),
      ...(taxes.length > 0 ? [taxTable(taxes)] : []),
      ...(details.paidBy.length > 0 ? [paidTable(details)] : []),
    ],
    notes: notes(details, owedCents),
    qr: accountCode(details.portalUrl, owedCents),
  };
}

function facts({ bill, username }: BillDetails, owedCents: number): Paper["facts"] {
  const period =
    bill.periodStart && bill.periodEnd
      ? `${formatInstant(bill.periodStart)} to ${formatInstant(bill.periodEnd)}`
      : undefined;
  return [
    { label: "Issued", value: formatDay(bill.issuedAt) },
    ...(bill.status === "open" ? [{ label: "Due", value: formatDay(bill.dueAt) }] : []),
    ...(username ? [{ label: "User", value: username }] : []),
    ...(period ? [{ label: "Period", value: period }] : []),
    { label: "Total", value: formatMoney(bill.totalCents, bill.currency) },
    { label: "Still to pay", value: formatMoney(owedCents, bill.currency) },
  ];
}

function linesTable({ bill, lines }: BillDetails): PaperTable {
  const discounted = lines.some((line) => line.discountCents > 0);
  const discount = (cell: string) => (discounted ? [cell] : []);
  const owed = bill.totalCents - bill.paidCents;
  const total = (label: string, cents: number) => [
    label,
    "",
    "",
    ...discount(""),
    formatMoney(cents, bill.currency),
  ];
  return {
    columns: [
      { header: "Description", wide: true },
      { header: "Quantity", align: "right" },
      { header: "Price", align: "right" },
      ...(discounted ? [{ header: "Discount", align: "right" as const }] : []),
      { header: "Amount", align: "right" },
    ],
    rows: lines.map((line) => [
      line.description,
      String(line.quantity),
      formatMoney(line.unitCents),
      ...discount(line.discountCents > 0 ? `-${formatMoney(line.discountCents)}` : ""),
      formatMoney(line.totalCents),
    ]),
    totals: [
      total("Total, taxes included", bill.totalCents),
      ...(bill.paidCents > 0 ? [total("Paid", bill.paidCents)] : []),
      ...(bill.status === "open" ? [total("Still to pay", owed)] : []),
    ],
  };
}

const paidTable = ({ paidBy }: BillDetails): PaperTable => ({
  heading: "Paid by",
  columns: [
    { header: "Receipt", wide: true },
    { header: "When", align: "right" },
    { header: "Amount", align: "right" },
  ],
  rows: paidBy.map((part) => [
    part.receipt ?? (part.paymentId ? "Receipt on its way" : "From the wallet"),
    formatInstant(part.at),
    formatMoney(part.amountCents),
  ]),
});

function notes({ bill, howToPay, customer, creditNotes }: BillDetails, owedCents: number) {
  return [
    ...(bill.status === "void"
      ? [
          `This bill is void${bill.voidReason ? `: ${bill.voidReason}` : ""}. Nothing is owed for it.`,
        ]
      : []),
    ...creditNotes.map(
      (note) =>
        `Credited: ${formatMoney(note.totalCents)} by credit note ${note.number ?? "(being numbered)"}, ${note.reason}.`,
    ),
    ...(owedCents > 0 && howToPay
      ? [`${payingWords(howToPay, customer.accountNumber)} Amount: ${formatMoney(owedCents)}.`]
      : []),
  ];
}
