import type { Context } from "@/lib/context";
import { ceilToShilling, formatMoney } from "@/lib/money";
import { formatInstant } from "@/lib/time";
import { walletBalance } from "@/services/ledger";
import type { BillableUser } from "../load-users";
import { type Bill, balanceOf } from "../open-bills";
import type { RenewalQuote } from "../quote-renewal";
import { debtOf, debtWords } from "../words";

/** What a postpaid user owes, all bills of theirs together. */
export async function quotePostpaid(
  ctx: Context,
  user: BillableUser,
  open: Bill[],
): Promise<RenewalQuote> {
  const theirs = open.filter((bill) => bill.userId === user.id);
  const totalCents = theirs.reduce((sum, bill) => sum + balanceOf(bill), 0);
  const { balanceCents } = await walletBalance(ctx, { customerId: user.customerId });
  const nextBillAt = user.nextBillAt ?? ctx.now();
  const debtCents = debtOf(balanceCents);
  const toPayCents = ceilToShilling(Math.max(0, totalCents - balanceCents));
  const words = wordsOf(user, theirs, totalCents, ctx.now());
  return {
    userId: user.id,
    packageId: user.packageId,
    packageName: user.package.name,
    periods: 1,
    currency: user.package.currency,
    totalCents,
    discountCents: 0,
    walletCents: balanceCents,
    debtCents,
    toPayCents,
    periodStart: theirs[0]?.periodStart ?? user.billedUntil ?? ctx.now(),
    periodEnd: theirs.at(-1)?.periodEnd ?? nextBillAt,
    postpaid: { dueAt: theirs[0]?.dueAt ?? null },
    words: debtCents > 0 ? withDebt(words, debtCents, toPayCents, user) : words,
  };
}

/** A customer who has no bill owes all the same. */
function withDebt(words: string, debtCents: number, toPayCents: number, user: BillableUser) {
  const { currency } = user.package;
  const debt = `${debtWords(debtCents, currency)}: ${formatMoney(toPayCents, currency)} to pay.`;
  return `${words.replace(/^Nothing to pay\.\s*/, "")} ${debt}`.trim();
}

function wordsOf(user: BillableUser, bills: Bill[], totalCents: number, now: Date): string {
  const [oldest] = bills;
  if (!oldest)
    return user.nextBillAt
      ? `Nothing to pay. Your next bill comes on ${formatInstant(user.nextBillAt)}.`
      : "Nothing to pay.";
  const amount = formatMoney(totalCents, user.package.currency);
  const what =
    bills.length === 1
      ? `Your bill of ${amount}`
      : `What you owe for ${bills.length} bills, ${amount},`;
  return oldest.dueAt > now
    ? `${what} is to be paid by ${formatInstant(oldest.dueAt)}.`
    : `${what} was due on ${formatInstant(oldest.dueAt)}. Please pay now.`;
}
