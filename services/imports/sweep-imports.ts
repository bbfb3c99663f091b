import { and, inArray, isNull, lte, or } from "drizzle-orm";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { isPaused } from "@/services/installation";
import { enqueueEvent } from "@/services/outbox";

// Longer than any chunk takes: what has not moved since then has lost its worker, or waits for the router.
const STILL_MS = 3 * 60_000;
const { importBatches } = schema;

/** Sweep: wakes imports that stand still. Errors: forbidden. */
export async function sweepImports(ctx: Context): Promise<{ requested: number }> {
  authorise(ctx, { job: true });
  if (await isPaused(ctx)) return { requested: 0 };
  return withTransaction(ctx, async (tx) => {
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
