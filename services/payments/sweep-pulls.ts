import { and, eq, exists, gt, inArray, isNull, lt, or } from "drizzle-orm";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { isPaused } from "@/services/installation";
import { enqueueEvent } from "@/services/outbox";

const { paymentChannels, stkAttempts } = schema;
const EVERY_MS = 5 * 60_000;
/** While somebody waits for a receipt or for any news. */
const EVERY_WHILE_WAITING_MS = 50_000;
const WAITING_SINCE_MS = 3_600_000;

/** Sweep: wakes the pull of each M-Pesa channel that is due. Returns how many. */
export async function sweepPulls(ctx: Context): Promise<number> {
  authorise(ctx, { job: true });
  if (await isPaused(ctx)) return 0;
  return withTransaction(ctx, async (tx) => {
    const olderThan = (ms: number) =>
      lt(paymentChannels.pulledUntil, new Date(tx.now().getTime() - ms));
    const waiting = tx.tx
      .select({ id: stkAttempts.id })
      .from(stkAttempts)
      .where(
        and(
          eq(stkAttempts.channelId, paymentChannels.id),
          inArray(stkAttempts.state, ["paid_no_receipt", "unknown"]),
          gt(stkAttempts.requestedAt, new Date(tx.now().getTime() - WAITING_SINCE_MS)),
        ),
      );
    const due = await tx.tx
      .select({ id: paymentChannels.id })
      .from(paymentChannels)
      .where(
        and(
          eq(paymentChannels.provider, "mpesa"),
          eq(paymentChannels.active, true),
          or(
            isNull(paymentChannels.pulledUntil),
            olderThan(EVERY_MS),
            // From a clock that was ahead.
            gt(paymentChannels.pulledUntil, new Date(tx.now().getTime() + EVERY_MS)),
            and(olderThan(EVERY_WHILE_WAITING_MS), exists(waiting)),
          ),
        ),
      );
    for (const { id } of due) await enqueueEvent(tx, "payments/pull.due", { channelId: id });
    return due.length;
  });
}
