import type { Cents } from "../money";
import { type Carried, carryOn, restAt } from "./carry-on";

/** A stretch of paid time that stands. Of one purchase at most one stretch stands at any moment. */
export interface TimeSlot {
  id: string;
  /** The purchase whose time this is; a stretch after a pause carries on with its purchase. */
  purchaseId: string;
  startsAt: Date;
  endsAt: Date;
}

export interface TakenBack<T extends TimeSlot> {
  /** Stretches that end here: the running one now, later ones before they ran. */
  revoked: (T & { leftMs: number })[];
  /** What other money had bought behind the gap: ended too, and carried on with below. */
  displaced: (T & { leftMs: number })[];
  /** The displaced, moved up to close the gap: as long as before. */
  moved: (T & Carried)[];
  /** Where the paid time ends now. */
  paidUntil: Date;
}

/**
 * Takes purchases back from `at` on: what has not begun whole, the running one from now. Time bought with other money
 * behind them moves up without losing a millisecond. Undefined when nothing of them is left. Taking back one purchase
 * and then another at the same instant, in either order, is the same as taking back both.
 */
export function takeBack<T extends TimeSlot>(
  slots: readonly T[],
  isRevoked: (slot: T) => boolean,
  at: Date,
): TakenBack<T> | undefined {
  const left = restAt(slots, at);
  const first = left.findIndex(isRevoked);
  const gap = left[first];
  if (!gap) return undefined;
  const behind = left.slice(first);
  const displaced = behind.filter((slot) => !isRevoked(slot));
  const from = gap.startsAt > at ? gap.startsAt : at;
  const moved = carryOn(displaced, from);
  const paidUntil = moved.at(-1)?.endsAt ?? from;
  return { revoked: behind.filter(isRevoked), displaced, moved, paidUntil };
}

/** What `unusedMs` of a purchase are worth, rounded down to the cent; the whole of it is worth its price. */
export function unusedValue(priceCents: Cents, unusedMs: number, wholeMs: number): Cents {
  if (wholeMs <= 0 || unusedMs <= 0) return 0;
  if (unusedMs >= wholeMs) return priceCents;
  return Number((BigInt(priceCents) * BigInt(unusedMs)) / BigInt(wholeMs));
}
