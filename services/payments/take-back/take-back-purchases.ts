import { and, desc, eq } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { applyWallet, revokePeriods } from "@/services/billing";
import { walletBalance } from "@/services/ledger";

const { allocations, bills, renewals } = schema;

/**
 * Ends the time that a reversed payment had bought for a customer, as far as it has not been used: its worth goes back
 * to the wallet. Nothing is ended while the wallet can stand for it with other money. Bills stay paid by the wallet:
 * what is missing there is what the customer owes. What it still holds does what a wallet is for.
 */
export async function takeBackPurchases(
  ctx: TxContext,
  paymentId: string,
  customerId: string,
  reason: string,
): Promise<void> {
  if ((await walletBalance(ctx, { customerId })).balanceCents < 0)
    for (const bought of await boughtWith(ctx, paymentId, customerId))
      await revokePeriods(ctx, { ...bought, reason: `payment reversed: ${reason}`.slice(0, 200) });
  if ((await walletBalance(ctx, { customerId })).balanceCents > 0)
    await applyWallet(ctx, { customerId });
}

/** Newest first: what stands behind moves up once, not for each. */
async function boughtWith(ctx: TxContext, paymentId: string, customerId: string) {
  const rows = await ctx.tx
    .selectDistinct({
      userId: renewals.userId,
      billId: bills.id,
      startsAt: renewals.startsAt,
    })
    .from(allocations)
    .innerJoin(bills, eq(bills.id, allocations.billId))
    .innerJoin(renewals, eq(renewals.billId, bills.id))
    .where(and(eq(allocations.paymentId, paymentId), eq(bills.customerId, customerId)))
    .orderBy(desc(renewals.startsAt));
  return rows.map(({ userId, billId }) => ({ userId, billId }));
}
