import { eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict, notFound } from "@/lib/errors";
import { ceilToShilling, formatMoney } from "@/lib/money";
import { formatInstant } from "@/lib/time";
import { walletBalance } from "@/services/ledger";
import { periodFor } from "./grant-period";
import { type BillableUser, billableColumns } from "./load-users";
import { balanceOf, loadOpenBills, periodBillsOf } from "./open-bills";
import { quotePostpaid } from "./postpaid/quote-postpaid";

/** What going on costs, and what it buys; of a postpaid user: what is owed, and for which time. */
export interface RenewalQuote {
  userId: string;
  packageId: string;
  packageName: string;
  periods: number;
  currency: string;
  /** Price of the periods, taxes included; an open bill that starts the user's time is part of it. */
  totalCents: number;
  walletCents: number;
  /** What must be paid now, in whole shillings; 0 when the wallet has enough. */
  toPayCents: number;
  periodStart: Date;
  periodEnd: Date;
  /** One sentence for the customer. */
  words: string;
}

const Input = z.object({
  userId: z.uuid(),
  periods: z.number().int().min(1).max(120).default(1),
});
const { packages, users } = schema;

/** What going on costs, and what it buys. Throws `not_found`, `conflict` (closed user), `forbidden`. */
export async function quoteRenewal(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<RenewalQuote> {
  const { userId, periods } = Input.parse(input);
  const user = await loadUser(ctx, userId);
  authorise(ctx, { staff: "read", customer: user.customerId, job: true, provider: true });
  if (user.status === "closed") throw conflict("This user is closed.");
  const open = await loadOpenBills(ctx, user.customerId);
  if (user.billingMode === "postpaid") return quotePostpaid(ctx, user, open);
  const first = periodBillsOf(open, userId);
  const billed = first.reduce((sum, bill) => sum + bill.periods, 0);
  const bought = Math.max(periods, billed);
  const totalCents =
    first.reduce((sum, bill) => sum + balanceOf(bill), 0) +
    user.package.priceCents * (bought - billed);
  const { balanceCents } = await walletBalance(ctx, { customerId: user.customerId });
  const period = periodFor(user, bought, { now: ctx.now() });
  const quote = {
    userId,
    packageId: user.packageId,
    packageName: user.package.name,
    periods: bought,
    currency: user.package.currency,
    totalCents,
    walletCents: balanceCents,
    toPayCents: ceilToShilling(Math.max(0, totalCents - balanceCents)),
    periodStart: period.startsAt,
    periodEnd: period.endsAt,
  };
  return { ...quote, words: wordsOf(quote) };
}

async function loadUser(ctx: Context, userId: string): Promise<BillableUser> {
  const [user] = await handle(ctx)
    .select(billableColumns(ctx.now()))
    .from(users)
    .innerJoin(packages, eq(packages.id, users.packageId))
    .where(eq(users.id, userId));
  if (!user) throw notFound("user");
  return user;
}

function wordsOf(quote: Omit<RenewalQuote, "words">): string {
  const price = formatMoney(quote.totalCents, quote.currency);
  const offer = `${quote.packageName} until ${formatInstant(quote.periodEnd)} costs ${price}.`;
  if (quote.walletCents <= 0) return offer;
  const fromWallet = formatMoney(Math.min(quote.walletCents, quote.totalCents), quote.currency);
  if (quote.toPayCents === 0) return `${offer} Your wallet has enough.`;
  return `${offer} ${fromWallet} comes from your wallet: ${formatMoney(quote.toPayCents, quote.currency)} to pay.`;
}
