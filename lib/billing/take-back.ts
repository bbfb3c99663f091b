import type { Cents } from "../money";

/** A stretch of paid time that stands. Of one purchase at most one stretch stands at any moment. */
export interface TimeSlot {
  id: string;
  /** The purchase whose time this is; a stretch after a pause carries on with its purchase. */
  purchaseId: string;
  startsAt: Date;
  endsAt: Date;
}

export interface TakenBack {
  /** Stretches that end early; one that ends at its start never ran. */
  ended: { slot: TimeSlot; endedAt: Date; unusedMs: number; revoked: boolean }[];
  /** What other money had bought behind the gap, moved up to close it: as long as before. */
  moved: { purchaseId: string; startsAt: Date; endsAt: Date }[];
  /** Where the paid time ends now. */
  paidUntil: Date;
}

/**
 * Takes purchases back from `at` on: what has not begun whole, the running one from now. Time bought with other money
 * behind them moves up without losing a millisecond. Undefined when nothing of them is left. Taking back one purchase
 * and then another at the same instant, in either order, is the same as taking back both.
 */
export function takeBack(
  slots: readonly TimeSlot[],
  isRevoked: (slot: TimeSlot) => boolean,
  at: Date,
): TakenBack | undefined {
  const left = slots
    .filter((slot) => slot.endsAt > at)
    .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
  const first = left.findIndex(isRevoked);
  const gap = left[first];
  if (!gap) return undefined;
  let paidUntil = later(at, gap.startsAt);
  const result: TakenBack = { ended: [], moved: [], paidUntil };
  for (const slot of left.slice(first)) {
    const endedAt = later(at, slot.startsAt);
    const unusedMs = slot.endsAt.getTime() - endedAt.getTime();
    const revoked = isRevoked(slot);
    result.ended.push({ slot, endedAt, unusedMs, revoked });
    if (revoked) continue;
    const startsAt = paidUntil;
    paidUntil = new Date(startsAt.getTime() + unusedMs);
    result.moved.push({ purchaseId: slot.purchaseId, startsAt, endsAt: paidUntil });
  }
  return { ...result, paidUntil };
}

/** What `unusedMs` of a purchase are worth, rounded down to the cent; the whole of it is worth its price. */
export function unusedValue(priceCents: Cents, unusedMs: number, wholeMs: number): Cents {
  if (wholeMs <= 0 || unusedMs <= 0) return 0;
  if (unusedMs >= wholeMs) return priceCents;
  return Number((BigInt(priceCents) * BigInt(unusedMs)) / BigInt(wholeMs));
}

const later = (a: Date, b: Date) => (a > b ? a : b);
