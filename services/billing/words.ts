import type { PeriodUnit } from "@/lib/billing";
import { formatMoney } from "@/lib/money";
import { formatInstant } from "@/lib/time";
import { type BillableUser, priceFor } from "./load-users";
import { type Bill, balanceOf } from "./open-bills";
import type { WalletApplied } from "./types";

/** "30 days", "1 month". */
export const countOf = (count: number, unit: PeriodUnit): string =>
  `${count} ${unit}${count === 1 ? "" : "s"}`;

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
  if (missingCents > 0 && wanted) sentences.push(needed(missingCents, wanted));
  else if (owed > 0) sentences.push(`${formatMoney(owed)} of your bill is still to be paid.`);
  else if (renewals.length === 0 && wanted && priceFor(wanted, 1).totalCents > walletCents)
    sentences.push(needed(priceFor(wanted, 1).totalCents - walletCents, wanted));
  if (walletCents > 0) sentences.push(`${formatMoney(walletCents)} stays in your wallet.`);
  return sentences.join(" ") || "Thank you.";
}

const needed = (cents: number, user: BillableUser) =>
  `${formatMoney(cents)} more is needed for ${user.package.name}.`;
