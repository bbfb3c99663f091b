import { and, eq, inArray } from "drizzle-orm";
import { type Context, handle, type TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict } from "@/lib/errors";
import { nameKey } from "@/lib/imports";
import type { BatchRow } from "./load-batch";

const { importBatches, importRows } = schema;
export const OPEN = ["review", "importing", "adopting"] as const;

/** The import of a router that is under way, if any. */
export async function findOpenBatch(ctx: Context, routerId: string): Promise<BatchRow | undefined> {
  const [batch] = await handle(ctx)
    .select()
    .from(importBatches)
    .where(and(eq(importBatches.routerId, routerId), inArray(importBatches.status, OPEN)));
  return batch;
}

/** Ends a review without taking anything in. Throws conflict when it is one no more. */
export async function closeReview(ctx: TxContext, batchId: string): Promise<void> {
  const closed = await ctx.tx
    .update(importBatches)
    .set({ status: "discarded", finishedAt: ctx.now() })
    .where(and(eq(importBatches.id, batchId), eq(importBatches.status, "review")))
    .returning({ id: importBatches.id });
  if (closed.length === 0) throw conflict("This import is being taken in, or over.");
  // What was not taken in is nobody's: its passwords go.
  await ctx.tx
    .update(importRows)
    .set({ passwordEncrypted: null })
    .where(eq(importRows.batchId, batchId));
}

/** What staff corrected, by login. */
export type KeptEdits = Map<
  string,
  Pick<
    typeof importRows.$inferSelect,
    "customerName" | "phone" | "paidUntil" | "included" | "edited"
  >
>;

export async function keptEdits(ctx: TxContext, batchId: string): Promise<KeptEdits> {
  const { serviceType, username, customerName, phone, paidUntil, included, edited } = importRows;
  const rows = await ctx.tx
    .select({ serviceType, username, customerName, phone, paidUntil, included, edited })
    .from(importRows)
    .where(and(eq(importRows.batchId, batchId), eq(importRows.edited, true)));
  return new Map(
    rows.map(({ serviceType, username, ...edits }) => [nameKey(serviceType, username), edits]),
  );
}
