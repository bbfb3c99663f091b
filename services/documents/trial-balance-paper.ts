import { ACCOUNT_WORDS } from "@/lib/account-words";
import { type Letterhead, type Paper, toCsv } from "@/lib/documents";
import { formatMoney } from "@/lib/money";
import { formatDay, startOfDay } from "@/lib/time";
import type { TrialBalance } from "@/services/ledger";

const side = (cents: number) => Math.max(cents, 0);
const shown = (cents: number) => (cents > 0 ? formatMoney(cents) : "");

/** The trial balance as it is printed: each account's balance on its side. Pure. */
export function trialBalancePaper(
  balance: TrialBalance & { letterhead: Letterhead; madeAt: Date },
): Paper {
  const asOf = formatDay(startOfDay(balance.asOf));
  return {
    title: "Trial balance",
    dated: balance.madeAt,
    letterhead: balance.letterhead,
    facts: [{ label: "As of the end of", value: asOf }],
    tables: [
      {
        columns: [
          { header: "Account", wide: true },
          { header: "Debit", align: "right" },
          { header: "Credit", align: "right" },
        ],
        rows: balance.rows.map((row) => [
          ACCOUNT_WORDS[row.kind],
          shown(row.debitCents - row.creditCents),
          shown(row.creditCents - row.debitCents),
        ]),
        totals: [["Total", formatMoney(balance.debitCents), formatMoney(balance.creditCents)]],
      },
    ],
    notes: ["Each account stands with its balance; the two sides have the same sum."],
  };
}

/** The same as CSV, with the turnover of each side. Pure. */
export function trialBalanceCsv({ rows }: TrialBalance): string {
  const headers = ["Account", "Debited", "Credited", "Debit balance", "Credit balance"];
  return toCsv(
    headers,
    rows.map((row) => [
      ACCOUNT_WORDS[row.kind],
      { cents: row.debitCents },
      { cents: row.creditCents },
      { cents: side(row.debitCents - row.creditCents) },
      { cents: side(row.creditCents - row.debitCents) },
    ]),
  );
}
