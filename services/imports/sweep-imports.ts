import { and, eq, inArray, isNull, lte, or } from "drizzle-orm";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { isPaused } from "@/services/installation";
import { enqueueEvent } from "@/services/outbox";
import { closeReview } from "./open-batch";

// Longer than any chunk takes: what has not moved since then has lost its worker, or waits for the router.
const STILL_MS = 3 * 60_000;
const { importBatches, routers } = schema;

/** Sweep: wakes imports that stand still, and forgets those of routers that were removed. Errors: forbidden. */
export async function sweepImports(ctx: Context): Promise<{ requested: number }> {
  authorise(ctx, { job: true });
  if (await isPaused(ctx)) return { requested: 0 };
  return withTransaction(ctx, async (tx) => {
    await forgetRemoved(tx);
    const due = await tx.tx
      .update(importBatches)
      .set({ workedAt: tx.now() })
      .where(
        and(
          inArray(importBatches.status, ["importing", "adopting"]),
          or(
            isNull(importBatches.workedAt),
            lte(importBatches.workedAt, new Date(tx.now().getTime() - STILL_MS)),
          ),
        ),
      )
      .returning({ batchId: importBatches.id });
    for (const { batchId } of due) await enqueueEvent(tx, "imports/import.requested", { batchId });
    return { requested: due.length };
  });
}

/** What was read of a router that is gone will be taken in by nobody. */
async function forgetRemoved(ctx: TxContext) {
  const gone = await ctx.tx
    .select({ batchId: importBatches.id })
    .from(importBatches)
    .innerJoin(routers, eq(routers.id, importBatches.routerId))
    .where(and(eq(importBatches.status, "review"), eq(routers.status, "removed")));
  for (const { batchId } of gone) await closeReview(ctx, batchId);
}
