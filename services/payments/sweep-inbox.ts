import { and, asc, eq, inArray, lte } from "drizzle-orm";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { enqueueEvent } from "@/services/outbox";

const { callbackInbox } = schema;
const BATCH = 200;
const ANNOUNCED_MS = 60_000;

/** Sweep: wakes the judging of stored callbacks that nobody has judged in time. Returns how many. */
export async function sweepInbox(ctx: Context): Promise<number> {
  authorise(ctx, { job: true });
  return withTransaction(ctx, async (tx) => {
    const due = await tx.tx
      .select({ id: callbackInbox.id })
      .from(callbackInbox)
      .where(and(eq(callbackInbox.status, "received"), lte(callbackInbox.nextAttemptAt, tx.now())))
      .orderBy(asc(callbackInbox.nextAttemptAt))
      .limit(BATCH)
      .for("update", { skipLocked: true });
    if (due.length === 0) return 0;
    const ids = due.map((row) => row.id);
    const nextAttemptAt = new Date(tx.now().getTime() + ANNOUNCED_MS);
    await tx.tx.update(callbackInbox).set({ nextAttemptAt }).where(inArray(callbackInbox.id, ids));
    for (const inboxId of ids) await enqueueEvent(tx, "payments/callback.received", { inboxId });
    return ids.length;
  });
}
