import { and, eq, gt, isNotNull, isNull, notInArray, or } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { enqueueEvent } from "@/services/outbox";
import type { Attempt } from "./attempt-states";

const { stkAttempts } = schema;
/** However often somebody knocks, no attempt is asked about more often than this. */
const AT_MOST_EVERY_MS = 15_000;

/**
 * Somebody says that something happened to an attempt, and cannot be believed: ask M-Pesa by query, and fetch
 * the list of payments, which names receipts.
 */
export async function verifyAttempt(ctx: TxContext, attempt: Attempt): Promise<void> {
  const soon = new Date(ctx.now().getTime() + AT_MOST_EVERY_MS);
  const [asked] = await ctx.tx
    .update(stkAttempts)
    .set({ nextQueryAt: soon })
    .where(
      and(
        eq(stkAttempts.id, attempt.id),
        isNotNull(stkAttempts.checkoutRequestId),
        notInArray(stkAttempts.state, ["paid", "paid_no_receipt", "reversed"]),
        or(isNull(stkAttempts.nextQueryAt), gt(stkAttempts.nextQueryAt, soon)),
      ),
    )
    .returning({ id: stkAttempts.id });
  if (asked) await enqueueEvent(ctx, "payments/attempt.query.due", { attemptId: attempt.id });
  if (attempt.state !== "paid") await verifyChannel(ctx, attempt.channelId);
}

/** Fetches the channel's list of payments now; the pull itself refuses to run too often. */
export async function verifyChannel(ctx: TxContext, channelId: string): Promise<void> {
  await enqueueEvent(ctx, "payments/pull.due", { channelId });
}
