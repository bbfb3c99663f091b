import { z } from "zod";
import { restAt } from "@/lib/billing";
import { authorise, type Context } from "@/lib/context";
import { uuid } from "@/lib/id";
import { walletBalance } from "@/services/ledger";
import { type UnusedTime, valueUnused } from "../credit/value-unused";
import { periodFor } from "../grant-period";
import { type BillableUser, isLapsed, loadUser } from "../load-users";
import { loadPaidTime } from "../time/paid-time";
import { type Package, priceWith, requireChangeable, requirePackage } from "./plan-change";

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
  const unused = restAt(await loadPaidTime(ctx, user.id, at), at);
  const credits = await creditsFor(ctx, unused);
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
    periodEnd: periodAfter(user, pack, { at, takenBack: unused.length > 0 }).endsAt,
    renewalAt: postpaid ? user.nextBillAt : isLapsed(user, at) ? null : user.paidUntil,
    onlyAtRenewal: postpaid,
  };
}

/** The one that begins now; of who is in grace it begins where their time ended. */
const periodAfter = (user: BillableUser, pack: Package, now: { at: Date; takenBack: boolean }) =>
  periodFor(
    { ...user, package: pack, ...(now.takenBack && { paidUntil: now.at, anchorDay: null }) },
    1,
    { now: now.at },
  );

async function creditsFor(ctx: Context, unused: readonly UnusedTime[]) {
  return (await valueUnused(ctx, unused)).map(({ bill, amountCents }) => ({
    billId: bill.id,
    billNumber: bill.number,
    amountCents,
  }));
}
