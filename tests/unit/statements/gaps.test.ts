import fc from "fast-check";
import { expect, test } from "vitest";
import { gapsBetween } from "@/services/statements/gaps";

const at = (minute: number) => new Date(Date.UTC(2026, 5, 1, 0, minute));
const span = (from: number, until: number) => ({ from: at(from), until: at(until) });

test("what no span covers is named, in order", () => {
  const spans = [span(50, 70), span(10, 20), span(15, 30)];
  expect(gapsBetween(spans, span(0, 100))).toEqual([span(0, 10), span(30, 50), span(70, 100)]);
  expect(gapsBetween([], span(0, 5))).toEqual([span(0, 5)]);
  expect(gapsBetween([span(-10, 200)], span(0, 100))).toEqual([]);
});

test("every minute is covered by a span or named in a gap, and never both", () => {
  const minutes = fc.integer({ min: 0, max: 60 });
  const spans = fc.array(fc.tuple(minutes, fc.integer({ min: 1, max: 20 })));
  fc.assert(
    fc.property(spans, (list) => {
      const covered = list.map(([from, length]) => span(from, from + length));
      const gaps = gapsBetween(covered, span(0, 60));
      const holds = (minute: number) => (one: { from: Date; until: Date }) =>
        one.from <= at(minute) && at(minute) < one.until;
      for (let minute = 0; minute < 60; minute++)
        expect(gaps.some(holds(minute))).toBe(!covered.some(holds(minute)));
    }),
  );
});
