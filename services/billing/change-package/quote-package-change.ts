import { z } from "zod";
import { addPeriods, restAt } from "@/lib/billing";
import { authorise, type Context } from "@/lib/context";
import { uuid } from "@/lib/id";
import { walletBalance } from "@/services/ledger";
import { valueUnused } from "../credit/value-unused";
import { type BillableUser, isLapsed, loadUser } from "../load-users";
import { loadPaidTime } from "../time/paid-time";
import { priceWith, requireChangeable, requirePackage } from "./plan-change";

export interface PackageChangeQuote {
  userId: string;
  packageId: string;
  packageName: string;
  currency: string;
  /** The sums are those of this instant, and hold for ten minutes. */
  quotedAt: Date;
  /** What unused time gives back, bill by bill. */
  credits: { billId: string; billNumber: string | null; amountCents: number }[];
  creditCents: number;
  walletCents: number;
  /** One period of the new package, discounts taken off. */
  priceCents: number;
  walletAfterCents: number;
  /** What is missing for a change now; 0 when the wallet and the remainder are enough. */
  missingCents: number;
  periodEnd: Date;
  /** When the change would come at renewal instead: the end of what is paid, or the next postpaid bill. Null when nothing is. */
  renewalAt: Date | null;
  /** Who pays after use changes with the next bill. */
  onlyAtRenewal: boolean;
}

const Input = z.object({ userId: uuid(), packageId: uuid() });

/**
 * What a change of package would do, to the cent: now, or at renewal. Errors: forbidden, not_found, invalid (package),
 * conflict (has it already, an open bill for time, closed).
 */
export async function quotePackageChange(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<PackageChangeQuote> {
  const { userId, packageId } = Input.parse(input);
  const user = await loadUser(ctx, userId);
  authorise(ctx, { staff: "read", customer: user.customerId });
  const pack = await requirePackage(ctx, user, packageId);
  await requireChangeable(ctx, user);
  const { balanceCents } = await walletBalance(ctx, { customerId: user.customerId });
  const at = ctx.now();
  const credits = await creditsAt(ctx, user, at);
  const creditCents = credits.reduce((sum, credit) => sum + credit.amountCents, 0);
  const postpaid = user.billingMode === "postpaid";
  const price = priceWith(user, pack);
  const after = balanceCents + creditCents - price.totalCents;
  return {
    userId,
    packageId,
    packageName: pack.name,
    currency: pack.currency,
    quotedAt: at,
    credits,
    creditCents,
    walletCents: balanceCents,
    priceCents: price.totalCents,
    walletAfterCents: Math.max(after, 0),
    missingCents: Math.max(-after, 0),
    periodEnd: addPeriods(at, pack.periodUnit, pack.periodCount),
    renewalAt: postpaid ? user.nextBillAt : isLapsed(user, at) ? null : user.paidUntil,
    onlyAtRenewal: postpaid,
  };
}

async function creditsAt(ctx: Context, user: BillableUser, at: Date) {
  const unused = restAt(await loadPaidTime(ctx, user.id, at), at);
  return (await valueUnused(ctx, unused)).map(({ bill, amountCents }) => ({
    billId: bill.id,
    billNumber: bill.number,
    amountCents,
  }));
}
