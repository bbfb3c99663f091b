import { sql } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { executeRows } from "@/lib/db";

const Row = z.object({
  kind: z.string(),
  debitCents: z.coerce.number(),
  creditCents: z.coerce.number(),
});
export type TrialBalanceRow = z.output<typeof Row>;

/** Debits and credits by kind of account; the two columns have the same sum. Errors: forbidden. */
export async function trialBalance(ctx: Context): Promise<TrialBalanceRow[]> {
  authorise(ctx, { staff: "read", job: true });
  return executeRows(
    handle(ctx),
    sql`select a.kind::text as kind,
          coalesce(sum(e.amount_cents) filter (where e.direction = 'debit'), 0) as "debitCents",
          coalesce(sum(e.amount_cents) filter (where e.direction = 'credit'), 0) as "creditCents"
        from ledger_accounts a left join ledger_entries e on e.account_id = a.id
        group by a.kind order by a.kind`,
    Row,
  );
}
