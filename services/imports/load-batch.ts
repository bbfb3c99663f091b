import { eq } from "drizzle-orm";
import { type Context, handle, type TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict, notFound } from "@/lib/errors";

const { importBatches } = schema;
export type BatchRow = typeof importBatches.$inferSelect;

/** A batch as it is. Throws not_found. */
export async function loadBatch(ctx: Context, batchId: string): Promise<BatchRow> {
  const [batch] = await handle(ctx)
    .select()
    .from(importBatches)
    .where(eq(importBatches.id, batchId));
  if (!batch) throw notFound("import");
  return batch;
}

/** A batch held for the length of the transaction. Throws not_found. */
export async function lockBatch(ctx: TxContext, batchId: string): Promise<BatchRow> {
  const [batch] = await ctx.tx
    .select()
    .from(importBatches)
    .where(eq(importBatches.id, batchId))
    .for("update");
  if (!batch) throw notFound("import");
  return batch;
}

/** A batch that staff may still change, held. Throws not_found, conflict. */
export async function lockForReview(ctx: TxContext, batchId: string): Promise<BatchRow> {
  const batch = await lockBatch(ctx, batchId);
  if (batch.status !== "review")
    throw conflict(
      "This import is being taken in, or over: nothing can be changed in it any more.",
    );
  return batch;
}
