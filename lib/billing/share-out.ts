import type { Cents } from "../money";
import { unusedValue } from "./take-back";

/**
 * Spreads a part payment over what is left of the parts of a bill, in proportion. No share exceeds its part, the
 * shares add up to the payment, and paying the rest leaves nothing. Throws RangeError when it is more than is left.
 */
export function shareOut(left: readonly Cents[], paymentCents: Cents): Cents[] {
  const total = left.reduce((sum, part) => sum + part, 0);
  if (paymentCents < 0 || paymentCents > total) throw new RangeError("more than what is left");
  if (total === 0) return left.map(() => 0);
  const shares = left.map((part) => Number((BigInt(part) * BigInt(paymentCents)) / BigInt(total)));
  let rest = paymentCents - shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share, index) => {
    const extra = Math.min(rest, (left[index] ?? 0) - share);
    rest -= extra;
    return share + extra;
  });
}

/** What the unused part of a period is worth, rounded down to the cent. */
export function prorate(
  priceCents: Cents,
  period: { startsAt: Date; endsAt: Date },
  at: Date,
): Cents {
  const whole = period.endsAt.getTime() - period.startsAt.getTime();
  return unusedValue(priceCents, period.endsAt.getTime() - at.getTime(), whole);
}
