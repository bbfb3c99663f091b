import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shareOut, type TimeSlot, takeBack, unusedValue } from "@/lib/billing";

const START = Date.UTC(2026, 5, 1);
const date = (ms: number) => new Date(START + ms);
const cents = fc.integer({ min: 0, max: 1_000_000_000 });

/** A stack of purchases, one behind the other, without a gap. */
const stacks = fc
  .array(fc.integer({ min: 1, max: 40 * 86_400_000 }), { minLength: 1, maxLength: 8 })
  .map((lengths) => {
    let ms = 0;
    return lengths.map((length, i): TimeSlot => {
      const startsAt = date(ms);
      ms += length;
      return { id: `r${i}`, purchaseId: `p${i}`, startsAt, endsAt: date(ms) };
    });
  });
const moments = fc.integer({ min: -86_400_000, max: 90 * 86_400_000 }).map(date);
const subsets = fc.array(fc.boolean(), { minLength: 8, maxLength: 8 });

const lengthOf = (slot: { startsAt: Date; endsAt: Date }) =>
  slot.endsAt.getTime() - slot.startsAt.getTime();
const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);
const endOf = (slots: readonly TimeSlot[]) =>
  Math.max(...slots.map((slot) => slot.endsAt.getTime()));
const leftAt = (slots: readonly TimeSlot[], at: Date) =>
  sum(
    slots.map((s) =>
      Math.max(0, s.endsAt.getTime() - Math.max(at.getTime(), s.startsAt.getTime())),
    ),
  );

const cut = (slot: TimeSlot, at: Date) => (at > slot.startsAt ? at : slot.startsAt);

/** The stack after taking back: what stands, and what each purchase gave back. */
function apply(slots: TimeSlot[], revoked: ReadonlySet<string>, at: Date) {
  const taken = takeBack(slots, (slot) => revoked.has(slot.purchaseId), at);
  if (!taken) return { slots, given: new Map<string, number>() };
  const ended = new Set([...taken.revoked, ...taken.displaced].map((slot) => slot.id));
  const stands = slots
    .map((slot) => (ended.has(slot.id) ? { ...slot, endsAt: cut(slot, at) } : slot))
    .filter((slot) => slot.endsAt > slot.startsAt);
  const moved = taken.moved.map((slot, i) => ({ ...slot, id: `${slot.purchaseId}-${i}-${at}` }));
  const given = taken.revoked.map((slot) => [slot.purchaseId, slot.leftMs] as const);
  return { slots: [...stands, ...moved], given: new Map(given), paidUntil: taken.paidUntil };
}

describe("takeBack", () => {
  test("the running period from now, those not begun whole, and what is over stays sold", () => {
    const slots = [0, 10, 20].map((day, i) => ({
      id: `r${i}`,
      purchaseId: `p${i}`,
      startsAt: date(day * 86_400_000),
      endsAt: date((day + 10) * 86_400_000),
    }));
    const at = date(15 * 86_400_000);
    const taken = takeBack(slots, () => true, at);
    expect(taken?.revoked.map((slot) => [slot.id, slot.leftMs / 86_400_000])).toEqual([
      ["r1", 5],
      ["r2", 10],
    ]);
    expect(taken?.paidUntil).toEqual(at);
    expect(taken?.moved).toEqual([]);
    expect(takeBack(slots, () => true, date(30 * 86_400_000))).toBeUndefined();
  });

  test("no millisecond is lost: used, given back and still to come are what was bought", () => {
    fc.assert(
      fc.property(stacks, subsets, moments, (slots, chosen, at) => {
        const revoked = new Set(slots.filter((_, i) => chosen[i]).map((slot) => slot.purchaseId));
        const after = apply(slots, revoked, at);
        const used = sum(slots.map(lengthOf)) - leftAt(slots, at);
        expect(used + sum([...after.given.values()]) + leftAt(after.slots, at)).toBe(
          sum(slots.map(lengthOf)),
        );
      }),
    );
  });

  test("what stands has neither gap nor overlap, and ends at paid-until", () => {
    fc.assert(
      fc.property(stacks, subsets, moments, (slots, chosen, at) => {
        const revoked = new Set(slots.filter((_, i) => chosen[i]).map((slot) => slot.purchaseId));
        const after = apply(slots, revoked, at);
        const coming = after.slots
          .filter((slot) => slot.endsAt > at)
          .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
        coming.slice(1).forEach((slot, i) => {
          expect(slot.startsAt).toEqual(coming[i]?.endsAt);
        });
        expect(coming.some((slot) => revoked.has(slot.purchaseId))).toBe(false);
        if (after.paidUntil && after.slots.length > 0)
          expect(after.paidUntil.getTime()).toBe(endOf(after.slots));
      }),
    );
  });

  test("one purchase and then another, in either order, is the same as both at once", () => {
    fc.assert(
      fc.property(stacks, fc.nat(), fc.nat(), moments, (slots, a, b, at) => {
        const [first = "", second = ""] = [a, b].map((n) => slots[n % slots.length]?.purchaseId);
        const inTurn = (one: string, two: string) => {
          const middle = apply(slots, new Set([one]), at);
          const end = apply(middle.slots, new Set([two]), at);
          return { left: leftAt(end.slots, at), given: new Map([...middle.given, ...end.given]) };
        };
        const atOnce = apply(slots, new Set([first, second]), at);
        const expected = { left: leftAt(atOnce.slots, at), given: sorted(atOnce.given) };
        for (const turn of [inTurn(first, second), inTurn(second, first)])
          expect({ left: turn.left, given: sorted(turn.given) }).toEqual(expected);
      }),
    );
  });
});

const sorted = (given: Map<string, number>) => [...given].sort(([a], [b]) => a.localeCompare(b));

describe("unusedValue", () => {
  test("the whole is worth its price; parts never more than the whole and less than a cent each under it", () => {
    fc.assert(
      fc.property(
        cents,
        fc.array(fc.integer({ min: 1, max: 9_000_000_000 }), { minLength: 1 }),
        (price, parts) => {
          const whole = sum(parts);
          expect(unusedValue(price, whole, whole)).toBe(price);
          const lost = price - sum(parts.map((part) => unusedValue(price, part, whole)));
          expect(lost).toBeGreaterThanOrEqual(0);
          expect(lost).toBeLessThan(parts.length);
        },
      ),
    );
  });

  test("revenue and taxes given back in turns never exceed what was posted, and all of it gives back all", () => {
    fc.assert(
      fc.property(
        fc.array(cents, { minLength: 1, maxLength: 4 }),
        fc.array(cents),
        (posted, credits) => {
          let left = posted;
          for (const credit of [...credits, Number.MAX_SAFE_INTEGER]) {
            const shares = shareOut(left, Math.min(credit, sum(left)));
            left = left.map((part, i) => part - (shares[i] ?? 0));
            expect(Math.min(...left)).toBeGreaterThanOrEqual(0);
          }
          expect(sum(left)).toBe(0);
        },
      ),
    );
  });
});
