import { and, eq, isNotNull } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { declareDesiredState } from "@/services/desired-state";
import { periodFor } from "./grant-period";
import { isOpen, lockUser } from "./load-users";
import { type Cause, recordRestoration } from "./record-restoration";

const MAX_MS = 24 * 3_600_000;
const { users } = schema;

/**
 * Opens access on the provider's word alone, while the receipt is on its way: for a day at most, and never longer
 * than what was to be bought. Paid-until stays as it is. The caller has authorised.
 */
export async function openProvisionally(
  ctx: TxContext,
  input: { userId: string; periods: number; cause: Cause },
): Promise<void> {
  const user = await lockUser(ctx, input.userId);
  if (user?.status !== "active") return;
  const now = ctx.now();
  const { endsAt } = periodFor(user, input.periods, { now });
  const until = new Date(Math.min(now.getTime() + MAX_MS, endsAt.getTime()));
  if (user.provisionalUntil && user.provisionalUntil >= until) return;
  const wasOpen = isOpen(user, now);
  await ctx.tx
    .update(users)
    .set({ provisionalUntil: until, expiredAt: null })
    .where(eq(users.id, user.id));
  if (wasOpen) return;
  const declared = await declareDesiredState(ctx, {
    userId: user.id,
    reason: "paid, receipt to follow",
    urgent: true,
  });
  if (!declared.changed) return;
  const { cause } = input;
  const opened = { userId: user.id, provisional: true, isPurpose: true, cause, ...declared };
  recordRestoration(ctx, opened);
}

/** Ends a provisional access that the receipt did not turn into paid time: the next expiry sweep cuts it. */
export async function endProvisional(ctx: TxContext, input: { userId: string }): Promise<void> {
  await ctx.tx
    .update(users)
    .set({ provisionalUntil: ctx.now() })
    .where(and(eq(users.id, input.userId), isNotNull(users.provisionalUntil)));
}
