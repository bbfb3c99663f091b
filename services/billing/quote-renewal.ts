import { z } from "zod";
import { authorise, type Context } from "@/lib/context";
import { conflict } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { ceilToShilling, formatMoney } from "@/lib/money";
import { formatInstant } from "@/lib/time";
import { walletBalance } from "@/services/ledger";
import { periodFor } from "./grant-period";
import { type BillableUser, loadUser, priceFor } from "./load-users";
import { type Bill, balanceOf, loadOpenBills, periodBillsOf } from "./open-bills";
import { quotePostpaid } from "./postpaid/quote-postpaid";
import { debtOf, debtWords } from "./words";

/** What going on costs, and what it buys; of a postpaid user: what is owed, and for which time. */
export interface RenewalQuote {
  userId: string;
  packageId: string;
  packageName: string;
  periods: number;
  currency: string;
  /** Price of the periods, taxes included; an open bill that starts the user's time is part of it. */
  totalCents: number;
  /** Taken off already. */
  discountCents: number;
  /** Negative when a payment was taken back after it had been used. */
  walletCents: number;
  /** That debt, part of what must be paid; 0 when nothing is owed. */
  debtCents: number;
  /** What must be paid now, in whole shillings; 0 when the wallet has enough. */
  toPayCents: number;
  periodStart: Date;
  periodEnd: Date;
  /** What a pause keeps, that time bought now joins; null while the user is not paused. */
  keptSeconds: number | null;
  /** Of a postpaid user: this is what they owe, and when the oldest bill was or is due. */
  postpaid?: { dueAt: Date | null };
  /** One sentence for the customer. */
  words: string;
}

const Periods = z.number().int().min(1).max(120);
const Input = z.object({ userId: uuid(), periods: Periods.default(1) });
const Choices = z.object({ userId: uuid(), upTo: Periods.default(12) });

/** What going on costs, and what it buys. Throws `not_found`, `conflict` (closed user), `forbidden`. */
export async function quoteRenewal(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<RenewalQuote> {
  const { userId, periods } = Input.parse(input);
  const facts = await loadFacts(ctx, userId);
  if (facts.user.billingMode === "postpaid") return quotePostpaid(ctx, facts.user, facts.open);
  return quoteOf(facts, periods, ctx.now());
}

/** A quote for each number of periods that can be paid in advance, from one look. Throws as `quoteRenewal`. */
export async function quoteRenewalChoices(
  ctx: Context,
  input: z.input<typeof Choices>,
): Promise<RenewalQuote[]> {
  const { userId, upTo } = Choices.parse(input);
  const facts = await loadFacts(ctx, userId);
  if (facts.user.billingMode === "postpaid")
    return [await quotePostpaid(ctx, facts.user, facts.open)];
  const quotes = Array.from({ length: upTo }, (_, n) => quoteOf(facts, n + 1, ctx.now()));
  // An open bill may cover more than one period: the first choices would all be that bill.
  return quotes.filter((quote, n) => quote.periods === n + 1);
}

interface Facts {
  user: BillableUser;
  open: Bill[];
  walletCents: number;
}

async function loadFacts(ctx: Context, userId: string): Promise<Facts> {
  const user = await loadUser(ctx, userId);
  authorise(ctx, { staff: "read", customer: user.customerId, job: true, provider: true });
  if (user.status === "closed") throw conflict("This user is closed.");
  const { balanceCents } = await walletBalance(ctx, { customerId: user.customerId });
  const open = await loadOpenBills(ctx, user.customerId);
  return { user, open, walletCents: balanceCents };
}

function quoteOf(facts: Facts, periods: number, now: Date): RenewalQuote {
  const { user, walletCents } = facts;
  const open = periodBillsOf(facts.open, user.id);
  const billed = open.reduce((sum, bill) => sum + bill.periods, 0);
  const bought = Math.max(periods, billed);
  const price = priceFor(user, bought - billed);
  const totalCents = open.reduce((sum, bill) => sum + balanceOf(bill), 0) + price.totalCents;
  const period = periodFor(user, bought, { now });
  const quote = {
    userId: user.id,
    packageId: user.package.id,
    packageName: user.package.name,
    periods: bought,
    currency: user.package.currency,
    totalCents,
    discountCents: price.discountCents,
    walletCents,
    debtCents: debtOf(walletCents),
    toPayCents: ceilToShilling(Math.max(0, totalCents - walletCents)),
    periodStart: period.startsAt,
    periodEnd: period.endsAt,
    keptSeconds: user.pausedSecondsLeft,
  };
  return { ...quote, words: wordsOf(quote) };
}

function wordsOf(quote: Omit<RenewalQuote, "words">): string {
  const price = formatMoney(quote.totalCents, quote.currency);
  const offer = `${quote.packageName} until ${formatInstant(quote.periodEnd)} costs ${price}.`;
  const toPay = `${formatMoney(quote.toPayCents, quote.currency)} to pay.`;
  if (quote.debtCents > 0)
    return `${offer} ${debtWords(quote.debtCents, quote.currency)}: ${toPay}`;
  if (quote.walletCents <= 0) return offer;
  const fromWallet = formatMoney(Math.min(quote.walletCents, quote.totalCents), quote.currency);
  if (quote.toPayCents === 0) return `${offer} Your wallet has enough.`;
  return `${offer} ${fromWallet} comes from your wallet: ${toPay}`;
}
