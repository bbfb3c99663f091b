import { receiptPrefix } from "./stamps";

const TAIL_LENGTH = 7;
const SPACE = 36n ** BigInt(TAIL_LENGTH);
// Has no factor in common with 36, so that different counters give different tails.
const STRIDE = 48_271_111_117n;

/** The receipt of the nth payment: unique per counter, dated like Safaricom's, ^[A-Z0-9]{10}$. */
export function receiptOf(counter: number, at: Date): string {
  const tail = ((BigInt(counter) * STRIDE) % SPACE).toString(36).toUpperCase();
  return receiptPrefix(at) + tail.padStart(TAIL_LENGTH, "0");
}
