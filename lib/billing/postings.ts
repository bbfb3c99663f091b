import type { Cents } from "../money";

/** Accounts that exist once; a wallet exists per customer and a till per cash desk: their account id names them. */
export type SharedAccount =
  | "mpesa_clearing"
  | "cash_till"
  | "suspense"
  | "vat_payable"
  | "excise_payable"
  | "revenue_internet"
  | "revenue_fees"
  | "mpesa_fees"
  | "refunds_pending"
  | "cash_over_short"
  | "bank";

export type AccountRef = SharedAccount | { walletId: string } | { tillId: string };

/** One line of a journal; the amount is positive. */
export interface Posting {
  account: AccountRef;
  direction: "debit" | "credit";
  amountCents: Cents;
}

/** What a sale is made of; the parts add up to what the customer pays. */
export interface SaleParts {
  internetCents: Cents;
  feesCents: Cents;
  exciseCents: Cents;
  vatCents: Cents;
}

const debit = (account: AccountRef, amountCents: Cents): Posting => ({
  account,
  direction: "debit",
  amountCents,
});
const credit = (account: AccountRef, amountCents: Cents): Posting => ({
  account,
  direction: "credit",
  amountCents,
});

/** Money came in: the asset grows, and so does what we owe the customer (or, not knowing who, suspense). */
export const paymentPostings = (
  into: "mpesa_clearing" | { tillId: string },
  owedTo: AccountRef,
  amountCents: Cents,
): Posting[] => [debit(into, amountCents), credit(owedTo, amountCents)];

/** Money owed to one becomes money owed to another: suspense → wallet, wallet → wallet. */
export const movePostings = (from: AccountRef, to: AccountRef, amountCents: Cents): Posting[] => [
  debit(from, amountCents),
  credit(to, amountCents),
];

/** Money owed to one becomes money owed to several. */
export const splitPostings = (
  from: AccountRef,
  parts: readonly { to: AccountRef; amountCents: Cents }[],
): Posting[] => [
  debit(
    from,
    parts.reduce((sum, part) => sum + part.amountCents, 0),
  ),
  ...parts.map((part) => credit(part.to, part.amountCents)),
];

/** The wallet pays for something: revenue and taxes. Parts of zero are left out. */
export function salePostings(walletId: string, parts: SaleParts): Posting[] {
  const credits = [
    credit("revenue_internet", parts.internetCents),
    credit("revenue_fees", parts.feesCents),
    credit("excise_payable", parts.exciseCents),
    credit("vat_payable", parts.vatCents),
  ].filter((posting) => posting.amountCents > 0);
  const total = credits.reduce((sum, posting) => sum + posting.amountCents, 0);
  return [debit({ walletId }, total), ...credits];
}

/** Revenue and taxes given back to the wallet: a sale the other way round. */
export const creditPostings = (walletId: string, parts: SaleParts): Posting[] =>
  reversePostings(salePostings(walletId, parts));

/** A till's count differs from its books: too much is ours, what is missing is lost. */
export const tillDifferencePostings = (tillId: string, differenceCents: Cents): Posting[] =>
  differenceCents > 0
    ? movePostings({ tillId }, "cash_over_short", differenceCents)
    : movePostings("cash_over_short", { tillId }, -differenceCents);

/** The same lines the other way round. */
export const reversePostings = (postings: readonly Posting[]): Posting[] =>
  postings.map((posting) => ({
    ...posting,
    direction: posting.direction === "debit" ? "credit" : "debit",
  }));
