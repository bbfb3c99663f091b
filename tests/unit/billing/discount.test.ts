import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Discount, discountOf, priceOf, splitTax, startOfDay } from "@/lib/billing";

const prices = fc.integer({ min: 0, max: 1_000_000_000 });
const discounts = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant<Discount["kind"]>("percent"),
      value: fc.integer({ min: 1, max: 10_000 }),
    }),
    fc.record({
      kind: fc.constant<Discount["kind"]>("amount"),
      value: fc.integer({ min: 1, max: 100_000_000 }),
    }),
  ),
  { maxLength: 5 },
);
const counts = fc.integer({ min: 1, max: 12 });

describe("discounts", () => {
  test("10 % and KES 100 off KES 2,500 are KES 350 off", () => {
    const both: Discount[] = [
      { kind: "percent", value: 1_000 },
      { kind: "amount", value: 10_000 },
    ];
    expect(discountOf(250_000, both)).toBe(35_000);
    expect(priceOf(250_000, both, 3)).toEqual({
      unitCents: 250_000,
      discountCents: 105_000,
      totalCents: 645_000,
    });
  });

  test("their order does not matter, and they never take more than the price", () => {
    fc.assert(
      fc.property(prices, discounts, fc.nat(), (price, all, n) => {
        const turn = all.length ? n % all.length : 0;
        const turned = [...all.slice(turn), ...all.slice(0, turn)];
        expect(discountOf(price, turned)).toBe(discountOf(price, all));
        expect(discountOf(price, [...all].reverse())).toBe(discountOf(price, all));
        expect(discountOf(price, all)).toBeGreaterThanOrEqual(0);
        expect(discountOf(price, all)).toBeLessThanOrEqual(price);
      }),
    );
  });

  test("another discount never makes it dearer", () => {
    fc.assert(
      fc.property(prices, discounts, (price, all) => {
        expect(discountOf(price, all)).toBeGreaterThanOrEqual(discountOf(price, all.slice(1)));
      }),
    );
  });

  test("n periods and then m cost what n + m cost, to the cent", () => {
    fc.assert(
      fc.property(prices, discounts, counts, counts, (price, all, n, m) => {
        const apart = priceOf(price, all, n).totalCents + priceOf(price, all, m).totalCents;
        expect(apart).toBe(priceOf(price, all, n + m).totalCents);
      }),
    );
  });

  test("unit price less discount is the total, and net, excise and VAT of it are the total again", () => {
    fc.assert(
      fc.property(prices, discounts, counts, (unit, all, n) => {
        const { unitCents, discountCents, totalCents } = priceOf(unit, all, n);
        expect(unitCents * n - discountCents).toBe(totalCents);
        const { netCents, exciseCents, vatCents } = splitTax(totalCents, {
          vat: 1600,
          excise: 1500,
        });
        expect(netCents + exciseCents + vatCents).toBe(totalCents);
      }),
    );
  });
});

test("a day begins at midnight in Nairobi", () => {
  const midnight = new Date("2026-06-30T21:00:00Z");
  expect(startOfDay(new Date("2026-07-01T00:00:00+03:00"))).toEqual(midnight);
  expect(startOfDay(new Date("2026-07-01T23:59:59+03:00"))).toEqual(midnight);
  expect(startOfDay(new Date("2026-07-01T00:00:00Z"))).toEqual(midnight);
});
