import { and, asc, inArray, isNull, lt, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { schema } from "@/lib/db";
import { inngestClient } from "@/lib/events";
import { isPaused } from "@/services/installation";

const BATCH = 500;
// Younger rows are still on the fast path.
const GRACE_MS = 2_000;
const { outbox } = schema;

/**
 * Sweep: sends events that the fast path did not, oldest first. Rows held by another relay are skipped; a
 * failed send leaves them for the next sweep. Returns how many left.
 */
export async function relayOutbox(ctx: Context): Promise<number> {
  if (await isPaused(ctx)) return 0;
  const before = new Date(ctx.now().getTime() - GRACE_MS);
  return ctx.db.transaction(async (tx) => {
    const rows = await tx
      .select({ id: outbox.id, name: outbox.name, data: outbox.data })
      .from(outbox)
      .where(and(isNull(outbox.sentAt), lt(outbox.createdAt, before)))
      .orderBy(asc(outbox.createdAt))
      .limit(BATCH)
      .for("update", { skipLocked: true });
    if (rows.length === 0) return 0;
    const ids = rows.map((row) => row.id);
    try {
      await inngestClient().send(rows);
      await tx.update(outbox).set({ sentAt: ctx.now() }).where(inArray(outbox.id, ids));
      return rows.length;
    } catch (error) {
      const lastError = error instanceof Error ? error.message : String(error);
      const failed = { attempts: sql`${outbox.attempts} + 1`, lastError };
      await tx.update(outbox).set(failed).where(inArray(outbox.id, ids));
      ctx.log.warn({ err: error, events: ids.length }, "job server did not take the events");
      return 0;
    }
  });
}
