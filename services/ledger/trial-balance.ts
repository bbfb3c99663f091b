import { sql } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { executeRows, schema } from "@/lib/db";
import { dayOf, endOfDay } from "@/lib/time";

const Row = z.object({
  kind: z.enum(schema.accountKind.enumValues),
  debitCents: z.coerce.number(),
  creditCents: z.coerce.number(),
});
export type TrialBalanceRow = z.output<typeof Row>;

export interface TrialBalance {
  /** A Kenyan day; it is included. */
  asOf: string;
  /** What was debited and credited, by kind of account. */
  rows: TrialBalanceRow[];
  /** Sums of the balances that stand on each side; equal when the books are in order. */
  debitCents: number;
  creditCents: number;
}

/** Debits and credits by kind of account up to the end of a day, today by default. Errors: forbidden. */
export async function trialBalance(
  ctx: Context,
  input: { asOf?: string } = {},
): Promise<TrialBalance> {
  authorise(ctx, { staff: "read", job: true });
  const asOf = input.asOf ?? dayOf(ctx.now());
  const until = endOfDay(asOf).toISOString();
  const rows = await executeRows(
    handle(ctx),
    sql`select a.kind::text as kind,
          coalesce(sum(e.amount_cents) filter (where e.direction = 'debit'), 0) as "debitCents",
          coalesce(sum(e.amount_cents) filter (where e.direction = 'credit'), 0) as "creditCents"
        from ledger_accounts a
        left join ledger_entries e on e.account_id = a.id and e.posted_at < ${until}::timestamptz
        group by a.kind order by a.kind`,
    Row,
  );
  const balances = rows.map((row) => row.debitCents - row.creditCents);
  const sum = (cents: number[]) => cents.reduce((total, each) => total + Math.max(each, 0), 0);
  return {
    asOf,
    rows,
    debitCents: sum(balances),
    creditCents: sum(balances.map((cents) => -cents)),
  };
}
