import { eq } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { declareDesiredState } from "@/services/desired-state";

const { users } = schema;

/**
 * Writes the paid-until of a locked user whose time was taken back. When nothing is left access ends here and now,
 * without grace: this is no expiry that a reminder or a prompt could still prevent.
 */
export async function cutBack(
  ctx: TxContext,
  user: typeof users.$inferSelect,
  paidUntil: Date,
  reason: string,
): Promise<void> {
  const now = ctx.now();
  const over = paidUntil <= now;
  const vouchedFor = user.provisionalUntil !== null && user.provisionalUntil > now;
  await ctx.tx
    .update(users)
    .set({
      paidUntil,
      ...(over && !vouchedFor && { expiredAt: now, provisionalUntil: null }),
      ...(over && user.billingMode === "prepaid" && { creditUntil: null }),
    })
    .where(eq(users.id, user.id));
  if (over) await declareDesiredState(ctx, { userId: user.id, reason, urgent: true });
}
