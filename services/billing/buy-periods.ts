import { type Price, salePostings, splitTax } from "@/lib/billing";
import { insertLater, type TxContext } from "@/lib/context";
import { countOf } from "@/lib/count-of";
import { schema } from "@/lib/db";
import { postJournalLater } from "@/services/ledger";
import { grantPeriod, periodFor } from "./grant-period";
import { type BillableUser, priceFor } from "./load-users";
import { allocate, type Purse } from "./purse";
import type { Cause } from "./record-restoration";
import type { Renewal } from "./types";

export interface Purchase {
  purse: Purse;
  user: BillableUser;
  periods: number;
  isPurpose: boolean;
  cause: Cause;
}

/** Buys periods at today's price from a locked purse that holds enough: bill and payment in one, so no debt. */
export async function buyPeriods(ctx: TxContext, purchase: Purchase): Promise<Renewal> {
  const { purse, user, periods, cause } = purchase;
  const price = priceFor(user, periods);
  const { totalCents } = price;
  const split = splitTax(totalCents, user.taxRates);
  const period = periodFor(user, periods, { now: ctx.now(), paidAt: cause.paidAt });
  const billId = writePaidBill(ctx, { user, periods, period, price, split });
  const journalId = totalCents > 0 ? pay(ctx, purse, { billId, user, split, totalCents }) : null;
  const { reopened } = await grantPeriod(ctx, { ...purchase, period, billId, journalId });
  return {
    userId: user.id,
    billId,
    packageName: user.package.name,
    periods,
    totalCents,
    startsAt: period.startsAt,
    endsAt: period.endsAt,
    reopened,
  };
}

interface Sale {
  user: BillableUser;
  periods: number;
  period: { startsAt: Date; endsAt: Date };
  price: Price;
  split: ReturnType<typeof splitTax>;
}

function writePaidBill(ctx: TxContext, sale: Sale): string {
  const { user, periods, split } = sale;
  const { totalCents } = sale.price;
  const billId = ctx.newId();
  const now = ctx.now();
  const bill = {
    id: billId,
    customerId: user.customerId,
    userId: user.id,
    packageId: user.package.id,
    kind: "renewal" as const,
    status: "paid" as const,
    currency: user.package.currency,
    totalCents,
    paidCents: totalCents,
    vatCents: split.vatCents,
    exciseCents: split.exciseCents,
    periods,
    periodStart: sale.period.startsAt,
    periodEnd: sale.period.endsAt,
    dueAt: now,
    issuedAt: now,
    paidAt: now,
    createdAt: now,
  };
  const line = {
    id: ctx.newId(),
    billId,
    position: 1,
    description: `${user.package.name}, ${countOf(user.package.periodCount * periods, user.package.periodUnit)}`,
    revenue: "internet" as const,
    quantity: periods,
    ...sale.price,
    ...split,
  };
  insertLater(ctx, schema.bills, bill);
  insertLater(ctx, schema.billLines, line);
  return billId;
}

function pay(
  ctx: TxContext,
  purse: Purse,
  sale: Pick<Sale, "user" | "split"> & { billId: string; totalCents: number },
): string {
  const { billId, split, totalCents, user } = sale;
  const journalId = postJournalLater(ctx, {
    key: `renew:${billId}`,
    kind: "renewal",
    description: `${user.package.name} for ${user.username}`,
    billId,
    postings: salePostings(purse.walletId, {
      internetCents: split.netCents,
      feesCents: 0,
      exciseCents: split.exciseCents,
      vatCents: split.vatCents,
    }),
  });
  allocate(ctx, purse, { billId, journalId, amountCents: totalCents });
  return journalId;
}
