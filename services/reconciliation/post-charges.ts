import { sql } from "drizzle-orm";
import { z } from "zod";
import { movePostings } from "@/lib/billing";
import type { TxContext } from "@/lib/context";
import { executeRows } from "@/lib/db";
import { postJournalLater } from "@/services/ledger";

const Row = z.object({ day: z.string(), cents: z.coerce.number() });

/**
 * Posts M-Pesa's own charges on lines that this import has brought: they have left its account and are our expense. One
 * journal per import and Kenyan day; a line belongs to the import that brought it first, so none is posted twice.
 */
export async function postCharges(ctx: TxContext, importId: string): Promise<void> {
  const days = await executeRows(
    ctx.tx,
    sql`select to_char(completed_at at time zone 'Africa/Nairobi', 'YYYY-MM-DD') as day, sum(amount_cents) as cents
      from statement_lines where import_id = ${importId}::uuid and is_charge group by 1 order by 1`,
    Row,
  );
  for (const { day, cents } of days)
    postJournalLater(ctx, {
      key: `charges:${importId}:${day}`,
      kind: "mpesa_charges",
      description: `M-Pesa's charges of ${day}`,
      postings: movePostings("mpesa_fees", "mpesa_clearing", cents),
    });
}
