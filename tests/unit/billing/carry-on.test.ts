import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { carryOn, restAt } from "@/lib/billing";

const START = Date.UTC(2026, 5, 1);
const lengths = fc.array(fc.integer({ min: 1, max: 40 * 86_400_000 }), {
  minLength: 1,
  maxLength: 6,
});
const waits = fc.array(
  fc.record({ run: fc.integer({ min: 0, max: 2_000_000_000 }), pause: fc.nat(9_000_000_000) }),
  { maxLength: 6 },
);
const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);
const asRest = (all: readonly number[]) =>
  all.map((leftMs, i) => ({ purchaseId: `p${i}`, leftMs }));

describe("pausing and carrying on", () => {
  test("keeps what is left of each purchase to the millisecond, however often and when", () => {
    fc.assert(
      fc.property(lengths, waits, (bought, pauses) => {
        let at = START;
        let slots = carryOn(asRest(bought), new Date(at));
        let used = 0;
        for (const { run, pause } of pauses) {
          const before = sum(restAt(slots, new Date(at)).map((slot) => slot.leftMs));
          at += run;
          const rest = restAt(slots, new Date(at));
          used += before - sum(rest.map((slot) => slot.leftMs));
          at += pause;
          slots = carryOn(rest, new Date(at));
        }
        const left = sum(restAt(slots, new Date(at)).map((slot) => slot.leftMs));
        expect(used + left).toBe(sum(bought));
      }),
    );
  });

  test("lays time end to end, in the order in which it was to run", () => {
    fc.assert(
      fc.property(lengths, (bought) => {
        const from = new Date(START);
        const slots = carryOn(asRest(bought), from);
        expect(slots.map((slot) => slot.purchaseId)).toEqual(bought.map((_, i) => `p${i}`));
        expect(slots[0]?.startsAt).toEqual(from);
        slots.slice(1).forEach((slot, i) => {
          expect(slot.startsAt).toEqual(slots[i]?.endsAt);
        });
        expect(slots.at(-1)?.endsAt.getTime()).toBe(START + sum(bought));
      }),
    );
  });

  test("a pause of no length changes nothing", () => {
    fc.assert(
      fc.property(lengths, fc.nat(3_000_000_000), (bought, run) => {
        const slots = carryOn(asRest(bought), new Date(START));
        const at = new Date(START + run);
        const after = carryOn(restAt(slots, at), at);
        expect(after.at(-1)?.endsAt ?? at).toEqual(
          slots.at(-1)?.endsAt && Number(slots.at(-1)?.endsAt) > Number(at)
            ? slots.at(-1)?.endsAt
            : at,
        );
      }),
    );
  });
});
