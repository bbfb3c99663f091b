import { and, eq, sql } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";

const { journals, ledgerEntries } = schema;

/** How much of a payment has gone back in parts, in cents. */
export async function partsGone(ctx: TxContext, paymentId: string): Promise<number> {
  const [row] = await ctx.tx
    .select({ cents: sql`coalesce(sum(${ledgerEntries.amountCents}), 0)`.mapWith(Number) })
    .from(journals)
    .innerJoin(ledgerEntries, eq(ledgerEntries.journalId, journals.id))
    .where(
      and(
        eq(journals.paymentId, paymentId),
        eq(journals.kind, "part_reversal"),
        eq(ledgerEntries.direction, "debit"),
      ),
    );
  return row?.cents ?? 0;
}
