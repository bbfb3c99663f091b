import type { Context } from "@/lib/context";
import { ceilToShilling, formatMoney } from "@/lib/money";
import { formatInstant } from "@/lib/time";
import { walletBalance } from "@/services/ledger";
import type { BillableUser } from "../load-users";
import { type Bill, balanceOf } from "../open-bills";
import type { RenewalQuote } from "../quote-renewal";
import { debtOf, debtWords } from "../words";

interface Sums {
  totalCents: number;
  debtCents: number;
  toPayCents: number;
  now: Date;
}

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
    keptSeconds: null,
    postpaid: { dueAt: theirs[0]?.dueAt ?? null },
    words: wordsOf(user, theirs, { totalCents, debtCents, toPayCents, now: ctx.now() }),
  };
}

/** A customer who has no bill may owe all the same, for a payment that was taken back. */
function wordsOf(
  user: BillableUser,
  bills: Bill[],
  { totalCents, debtCents, toPayCents, now }: Sums,
): string {
  const { currency } = user.package;
  const sentences = bills[0] ? [billWords(bills, formatMoney(totalCents, currency), now)] : [];
  if (!bills[0] && debtCents === 0) sentences.push("Nothing to pay.");
  if (!bills[0] && user.nextBillAt)
    sentences.push(`Your next bill comes on ${formatInstant(user.nextBillAt)}.`);
  if (debtCents > 0)
    sentences.push(
      `${debtWords(debtCents, currency)}: ${formatMoney(toPayCents, currency)} to pay.`,
    );
  return sentences.join(" ");
}

function billWords(bills: Bill[], amount: string, now: Date): string {
  const what =
    bills.length === 1
      ? `Your bill of ${amount}`
      : `What you owe for ${bills.length} bills, ${amount},`;
  const dueAt = bills[0]?.dueAt ?? now;
  return dueAt > now
    ? `${what} is to be paid by ${formatInstant(dueAt)}.`
    : `${what} was due on ${formatInstant(dueAt)}. Please pay now.`;
}
