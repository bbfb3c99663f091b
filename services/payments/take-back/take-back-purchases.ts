import { and, desc, eq, inArray } from "drizzle-orm";
import { flushWrites, type TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { applyWallet, revokePeriods } from "@/services/billing";
import { walletBalance } from "@/services/ledger";
import { billsPaidWith } from "./bills-paid-with";

const { allocations, bills, renewals } = schema;

/**
 * Ends the time that a reversed payment had bought for a customer, as far as it has not been used: its worth goes back
 * to the wallet. First what it was paid for, then, while money is missing, what the wallet has bought with it since.
 * Nothing is ended while the wallet can stand for it with other money. Bills stay paid by the wallet: what is missing
 * there is what the customer owes. What it still holds does what a wallet is for.
 */
export async function takeBackPurchases(
  ctx: TxContext,
  paymentId: string,
  customerId: string,
  reason: string,
): Promise<void> {
  await flushWrites(ctx);
  const balance = async () => (await walletBalance(ctx, { customerId })).balanceCents;
  if ((await balance()) < 0) {
    const why = `payment reversed: ${reason}`.slice(0, 200);
    const direct = await billsOf(ctx, paymentId);
    const others = (await billsPaidWith(ctx, paymentId, customerId)).filter(
      (billId) => !direct.includes(billId),
    );
    for (const time of await timeOf(ctx, customerId, direct))
      await revokePeriods(ctx, { ...time, reason: why });
    for (const time of await timeOf(ctx, customerId, others))
      if ((await balance()) < 0) await revokePeriods(ctx, { ...time, reason: why });
  }
  if ((await balance()) > 0) await applyWallet(ctx, { customerId });
}

/** The bills that the payment itself has paid, in whole or in part. */
async function billsOf(ctx: TxContext, paymentId: string): Promise<string[]> {
  const rows = await ctx.tx
    .selectDistinct({ billId: allocations.billId })
    .from(allocations)
    .where(eq(allocations.paymentId, paymentId));
  return rows.map(({ billId }) => billId);
}

/** What these bills have sold. Newest first: what stands behind moves up once, not for each. */
async function timeOf(ctx: TxContext, customerId: string, billIds: string[]) {
  if (billIds.length === 0) return [];
  const rows = await ctx.tx
    .selectDistinct({
      userId: renewals.userId,
      billId: bills.id,
      startsAt: renewals.startsAt,
    })
    .from(bills)
    .innerJoin(renewals, eq(renewals.billId, bills.id))
    .where(and(inArray(bills.id, billIds), eq(bills.customerId, customerId)))
    .orderBy(desc(renewals.startsAt));
  return rows.map(({ userId, billId }) => ({ userId, billId }));
}
