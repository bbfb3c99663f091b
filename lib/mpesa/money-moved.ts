import { type Cents, parseAmount } from "../money";
import { parseReceipt } from "./receipt";

/** More than any paybill has ever moved at once: KES 10 billion. */
const ABSURD_CENTS = 1_000_000_000_000;

export type MoneyFault = "receipt" | "amount";

/** Receipt and amount of a report that money moved, exactly; or which of the two is none. Never throws. */
export function moneyMoved(
  receiptText: string,
  amountText: string,
): { receipt: string; amountCents: Cents } | { fault: MoneyFault } {
  const receipt = parseReceipt(receiptText);
  if (!receipt) return { fault: "receipt" };
  const amountCents = parseAmount(amountText);
  if (amountCents === undefined || amountCents > ABSURD_CENTS) return { fault: "amount" };
  return { receipt, amountCents };
}
