import { formatMoney } from "@/lib/money";
import { formatInstant } from "@/lib/time";
import type { DaySummary, ReconciledDay } from "@/services/reconciliation";

type Difference = ReconciledDay["differences"][number];

/** The three sums of each direction are the same. */
export const sumsAgree = (day: Pick<ReconciledDay, "in" | "out">): boolean =>
  [day.in, day.out].every(
    ({ statement, ours, ledger }) => statement.cents === ours.cents && ours.cents === ledger.cents,
  );

/** What is wrong with a movement, in one sentence. */
export function differenceWords(one: Difference): string {
  switch (one.difference) {
    case "not_with_us":
      return "M-Pesa received it and we do not have it.";
    case "not_on_statement":
      return one.direction === "in"
        ? "We have it, and M-Pesa's list of this time does not."
        : "We took it back or paid it out, and M-Pesa's statement of this time does not know of it.";
    case "not_covered":
      return one.direction === "in"
        ? "We have it; no list from M-Pesa covers this time yet."
        : "We have it; M-Pesa's pull lists no money that leaves.";
    case "no_receipt":
      return "M-Pesa said that it was paid, and no receipt has come yet.";
    case "amount":
      return `M-Pesa says ${formatMoney(one.lineCents ?? 0)}, we have ${formatMoney(one.ourCents ?? 0)}.`;
    case "ledger":
      return `The payment is ${formatMoney(one.ourCents ?? 0)}, the ledger moved ${formatMoney(one.ledgerCents ?? 0)}.`;
    case "reversed_there":
      return "M-Pesa gave this payment back; here it still counts.";
    case "part_reversed_there":
      return `M-Pesa gave a part of ${formatMoney(one.wholeCents ?? 0)} back; here all of it still counts.`;
    case "unknown_out":
      return "Money left the account without our doing.";
  }
}

/** What staff can do about it. */
export function whatToDo(one: Difference): string {
  switch (one.difference) {
    case "not_with_us":
      return "Settle it: it credits the customer, or goes to suspense if nobody fits. Pull does the same within minutes while M-Pesa still lists it.";
    case "not_on_statement":
      return one.direction === "in"
        ? "Look for the receipt on the M-Pesa portal. If it is not there, reverse the payment."
        : "Look for it on the M-Pesa portal; ask whoever made it.";
    case "not_covered":
      return "Upload the statement of this day.";
    case "no_receipt":
      return "It attaches by itself when M-Pesa lists it. After two days, look for it on the M-Pesa portal.";
    case "amount":
      return "Look at both on the M-Pesa portal. Reverse the payment and type its code in again if ours is wrong.";
    case "ledger":
      return "Run the check of the books: it names the journal.";
    case "reversed_there":
      return "The books follow by themselves within minutes; else reverse the payment by hand.";
    case "part_reversed_there":
      return "Take it out: the customer's wallet goes down by it, and what they bought stays.";
    case "unknown_out":
      return "A withdrawal to the bank, or a payment made on the portal: write down who made it and why.";
  }
}

/** "from 09:00 to 11:30" of each part of a day that no list covers. */
export const gapWords = (gaps: DaySummary["gaps"]): string =>
  gaps
    .map(({ from, until }) => `${formatInstant(from)} to ${formatInstant(until)}`)
    .join(", and from ");
