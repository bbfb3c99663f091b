import { eq } from "drizzle-orm";
import { dayOfMonth } from "@/lib/billing";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { declareDesiredState } from "@/services/desired-state";

import type { TimeTakenBack } from "./take-back-time";

const { users } = schema;

/**
 * Writes the paid-until of a locked user whose time was taken back. When nothing is left access ends here and now,
 * without grace: this is no expiry that a reminder or a prompt could still prevent.
 */
export async function cutBack(
  ctx: TxContext,
  user: typeof users.$inferSelect,
  { paidUntil, moved }: Pick<TimeTakenBack, "paidUntil" | "moved">,
  reason: string,
): Promise<void> {
  const now = ctx.now();
  const over = paidUntil <= now;
  const vouchedFor = user.provisionalUntil !== null && user.provisionalUntil > now;
  await ctx.tx
    .update(users)
    .set({
      paidUntil,
      // Months are counted from another day: from where what was moved up ends, or from the next payment.
      ...(moved && { anchorDay: dayOfMonth(paidUntil) }),
      ...(over && { anchorDay: null }),
      ...(over && !vouchedFor && { expiredAt: now, provisionalUntil: null }),
      ...(over && user.billingMode === "prepaid" && { creditUntil: null }),
    })
    .where(eq(users.id, user.id));
  if (over) await declareDesiredState(ctx, { userId: user.id, reason, urgent: true });
}
