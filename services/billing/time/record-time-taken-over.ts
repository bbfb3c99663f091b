import type { TxContext } from "@/lib/context";
import { carryOnWith } from "./take-back-time";

/**
 * Paid time that was not sold here, from now on: no money moves and no purchase stands for it. The caller has set
 * paid-until. In the caller's transaction.
 */
export const recordTimeTakenOver = (
  ctx: TxContext,
  { userId, packageId, paidUntil }: { userId: string; packageId: string; paidUntil: Date },
): Promise<void> =>
  carryOnWith(ctx, userId, [{ purchaseId: "", packageId, startsAt: ctx.now(), endsAt: paidUntil }]);
