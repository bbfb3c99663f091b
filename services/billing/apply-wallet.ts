import type { TxContext } from "@/lib/context";
import { lockWallet, type Wallet } from "@/services/ledger";
import { buyPeriods } from "./buy-periods";
import { type BillableUser, inRenewalOrder, isLapsed, lockUsers, priceFor } from "./load-users";
import { scheduleNumbering } from "./number-bills";
import { type Bill, balanceOf, lockOpenBills, periodBillsOf } from "./open-bills";
import { payBill } from "./pay-bill";
import type { Purse } from "./purse";
import type { Cause } from "./record-restoration";
import type { Renewal, WalletApplied } from "./types";
import { applicationWords, debtOf } from "./words";

export interface WalletSpending {
  customerId: string;
  /** The wallet, when the caller has locked it already. */
  wallet?: Wallet;
  /** What the money is for: tried first, and waited for when it falls short. */
  attempt?: { userId: string | null; periods: number };
  /** The payment that filled the wallet: bills are allocated to it. */
  payment?: { id: string; amountCents: number };
  cause?: Cause;
}

interface Spending {
  purse: Purse;
  users: BillableUser[];
  open: Bill[];
  cause: Cause;
  renewals: Renewal[];
  paidBills: WalletApplied["paidBills"];
}

/**
 * Spends a customer's wallet: the purpose first (which user, how many periods), then open bills, oldest first, then
 * users with auto-renew that it can afford: lapsed ones and, with new money, those who have used up what they bought. A shortfall stays in the wallet. The caller has authorised.
 */
export async function applyWallet(ctx: TxContext, input: WalletSpending): Promise<WalletApplied> {
  const wallet = input.wallet ?? (await lockWallet(ctx, input.customerId));
  const payment = input.payment && { id: input.payment.id, leftCents: input.payment.amountCents };
  const s: Spending = {
    purse: { ...wallet, payment },
    users: await lockUsers(ctx, input.customerId),
    open: await lockOpenBills(ctx, input.customerId),
    cause: { ...input.cause, paymentId: input.cause?.paymentId ?? payment?.id },
    renewals: [],
    paidBills: [],
  };
  const purpose = s.users.find((user) => user.id === input.attempt?.userId);
  const missingCents = purpose ? await payPurpose(ctx, s, purpose, input.attempt?.periods ?? 1) : 0;
  if (missingCents === 0) {
    await payOldestFirst(ctx, s);
    await renewWaiting(ctx, s);
  }
  if (s.renewals.length > 0) scheduleNumbering(ctx);
  const { renewals, paidBills, purse } = s;
  const result = { renewals, paidBills, walletCents: purse.balanceCents, missingCents };
  const buyer = purpose?.billingMode === "prepaid" ? purpose : undefined;
  // Who is suspended is not told that more money would help.
  const wanted =
    buyer ?? s.users.find((user) => user.status === "active" && isLapsed(user, ctx.now()));
  return { ...result, words: applicationWords(result, s.open, wanted) };
}

/** The bill that starts the user's time if there is one, then as many periods as it does not cover. */
async function payPurpose(ctx: TxContext, s: Spending, user: BillableUser, periods: number) {
  if (user.billingMode === "postpaid") return payBillsOf(ctx, s, user);
  let left = periods;
  for (const bill of periodBillsOf(s.open, user.id)) {
    await payTowards(ctx, s, bill, "purpose_payment");
    if (balanceOf(bill) > 0) return balanceOf(bill) + debtOf(s.purse.balanceCents);
    left -= bill.periods;
  }
  if (left <= 0) return 0;
  const missing = priceFor(user, left).totalCents - s.purse.balanceCents;
  if (missing > 0) return missing;
  s.renewals.push(
    await buyPeriods(ctx, { purse: s.purse, user, periods: left, isPurpose: true, cause: s.cause }),
  );
  return 0;
}

/** A postpaid user buys no time: the purpose is what they owe, oldest first, in part if need be. */
async function payBillsOf(ctx: TxContext, s: Spending, user: BillableUser) {
  const theirs = s.open.filter((bill) => bill.userId === user.id);
  for (const bill of theirs) await payTowards(ctx, s, bill, "purpose_payment");
  const owed = theirs.reduce((sum, bill) => sum + balanceOf(bill), 0);
  return owed > 0 ? owed + debtOf(s.purse.balanceCents) : 0;
}

async function payOldestFirst(ctx: TxContext, s: Spending) {
  for (const bill of s.open) {
    if (s.purse.balanceCents <= 0) return;
    if (balanceOf(bill) > 0) await payTowards(ctx, s, bill, "bill_payment");
  }
}

/** Pays what the purse has, and writes it into the loaded bill too. */
async function payTowards(
  ctx: TxContext,
  s: Spending,
  bill: Bill,
  kind: "purpose_payment" | "bill_payment",
) {
  const amountCents = Math.min(balanceOf(bill), s.purse.balanceCents);
  if (amountCents <= 0) return;
  const user = s.users.find((each) => each.id === bill.userId);
  const { purse, cause } = s;
  const renewal = await payBill(ctx, { purse, bill, amountCents, kind, user, cause });
  bill.paidCents += amountCents;
  s.paidBills.push({ billId: bill.id, amountCents });
  if (renewal) s.renewals.push(renewal);
}

/** Money that was there before is not spent again and again on who uses much. */
const waits = ({ purse }: Spending, user: BillableUser, now: Date) =>
  isLapsed(user, now) ||
  (user.usedUp && user.billingMode === "prepaid" && purse.payment !== undefined);

/** Whoever still owes the bill of a first period waits for that. */
async function renewWaiting(ctx: TxContext, s: Spending) {
  const now = ctx.now();
  const waiting = s.users
    .filter((user) => user.status === "active" && user.autoRenew && waits(s, user, now))
    .filter((user) => !periodBillsOf(s.open, user.id).some((bill) => balanceOf(bill) > 0));
  for (const user of inRenewalOrder(waiting)) {
    if (priceFor(user, 1).totalCents > s.purse.balanceCents) continue;
    const { purse, cause } = s;
    s.renewals.push(await buyPeriods(ctx, { purse, user, periods: 1, isPurpose: false, cause }));
  }
}
