import { formatMoney } from "@/lib/money";
import { formatInstant } from "@/lib/time";
import { type BillableUser, priceFor } from "./load-users";
import { type Bill, balanceOf } from "./open-bills";
import type { WalletApplied } from "./types";

/** What a wallet that a reversal has made negative lacks to zero; whatever is paid next pays it first. */
export const debtOf = (walletCents: number): number => Math.max(0, -walletCents);

/** "KES 500 is still owed from a payment that was taken back". */
export const debtWords = (debtCents: number, currency?: string): string =>
  `${formatMoney(debtCents, currency)} is still owed from a payment that was taken back`;

/** What became of the money, in one or two sentences that fit an SMS. */
export function applicationWords(
  applied: Omit<WalletApplied, "words">,
  open: Bill[],
  wanted: BillableUser | undefined,
): string {
  const { renewals, missingCents, walletCents } = applied;
  const sentences = renewals.map(
    (r) => `${r.packageName} is paid until ${formatInstant(r.endsAt)}.`,
  );
  const owed = open.reduce((sum, bill) => sum + balanceOf(bill), 0);
  const debt = debtOf(walletCents);
  if (missingCents > 0 && wanted) sentences.push(needed(missingCents, wanted, debt));
  else if (owed > 0) sentences.push(billOwed(owed, debt));
  else if (renewals.length === 0 && wanted && priceFor(wanted, 1).totalCents > walletCents)
    sentences.push(needed(priceFor(wanted, 1).totalCents - walletCents, wanted, debt));
  else if (renewals.length === 0 && wanted && !wanted.autoRenew)
    sentences.push(`${wanted.package.name} does not renew by itself: renew it in your account.`);
  else if (debt > 0) sentences.push(`${debtWords(debt)}.`);
  if (walletCents > 0) sentences.push(`${formatMoney(walletCents)} stays in your wallet.`);
  return sentences.join(" ") || "Thank you.";
}

const needed = (cents: number, user: BillableUser, debtCents: number) =>
  `${formatMoney(cents)} more is needed for ${user.package.name}${partOwed(debtCents)}.`;

const billOwed = (cents: number, debtCents: number) =>
  debtCents > 0
    ? `${formatMoney(cents + debtCents)} is still to be paid${partOwed(debtCents)}.`
    : `${formatMoney(cents)} of your bill is still to be paid.`;

const partOwed = (debtCents: number) =>
  debtCents > 0 ? `, ${formatMoney(debtCents)} of it owed from a payment that was taken back` : "";
