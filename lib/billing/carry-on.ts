/** What is left of a purchase. */
export interface Rest {
  purchaseId: string;
  leftMs: number;
}

export interface Carried {
  purchaseId: string;
  startsAt: Date;
  endsAt: Date;
}

/** Lays what is left of purchases one behind the other from an instant on, to the millisecond. */
export function carryOn<T extends Rest>(rest: readonly T[], from: Date): (T & Carried)[] {
  let at = from.getTime();
  return rest
    .filter(({ leftMs }) => leftMs > 0)
    .map((each) => {
      const startsAt = new Date(at);
      at += each.leftMs;
      return { ...each, startsAt, endsAt: new Date(at) };
    });
}

/** What is left of stretches at an instant, in the order in which they run. */
export function restAt<T extends { startsAt: Date; endsAt: Date }>(
  slots: readonly T[],
  at: Date,
): (T & { leftMs: number })[] {
  return slots
    .map((slot) => ({
      ...slot,
      leftMs: slot.endsAt.getTime() - Math.max(at.getTime(), slot.startsAt.getTime()),
    }))
    .filter((slot) => slot.leftMs > 0)
    .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
}
