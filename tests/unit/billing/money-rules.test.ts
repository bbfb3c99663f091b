import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Posting,
  paymentPostings,
  prorate,
  reversePostings,
  salePostings,
  shareOut,
  splitTax,
} from "@/lib/billing";

const cents = fc.integer({ min: 0, max: 10_000_000_000 });
const rates = fc.record({
  vat: fc.integer({ min: 0, max: 10_000 }),
  excise: fc.integer({ min: 0, max: 10_000 }),
});
const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);
const balance = (postings: Posting[]) =>
  sum(postings.map((p) => (p.direction === "debit" ? p.amountCents : -p.amountCents)));

describe("splitTax", () => {
  test("VAT is charged on excise too: 1,334.00 is 1,000 net, 150 excise and 184 VAT", () => {
    expect(splitTax(133_400, { vat: 1600, excise: 1500 })).toEqual({
      netCents: 100_000,
      exciseCents: 15_000,
      vatCents: 18_400,
    });
  });

  test("the parts are never negative and add up to the price, and each is right to the cent", () => {
    fc.assert(
      fc.property(cents, rates, (gross, rate) => {
        const { netCents, exciseCents, vatCents } = splitTax(gross, rate);
        expect(netCents + exciseCents + vatCents).toBe(gross);
        expect(Math.min(netCents, exciseCents, vatCents)).toBeGreaterThanOrEqual(0);
        const net = gross / (1 + rate.excise / 10_000) / (1 + rate.vat / 10_000);
        expect(Math.abs(netCents - net)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe("shareOut", () => {
  const parts = fc.array(fc.integer({ min: 0, max: 1_000_000_000 }), {
    minLength: 1,
    maxLength: 5,
  });

  test("shares add up to the payment and none exceeds its part", () => {
    fc.assert(
      fc.property(parts, fc.double({ min: 0, max: 1, noNaN: true }), (left, fraction) => {
        const payment = Math.floor(sum(left) * fraction);
        const shares = shareOut(left, payment);
        expect(sum(shares)).toBe(payment);
        shares.forEach((share, i) => {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(left[i] ?? 0);
        });
      }),
    );
  });

  test("any series of part payments ends with every part paid exactly", () => {
    fc.assert(
      fc.property(parts, fc.array(fc.integer({ min: 1, max: 400_000_000 })), (whole, payments) => {
        let left = [...whole];
        for (const payment of [...payments, Number.MAX_SAFE_INTEGER]) {
          const shares = shareOut(left, Math.min(payment, sum(left)));
          left = left.map((part, i) => part - (shares[i] ?? 0));
        }
        expect(sum(left)).toBe(0);
      }),
    );
  });

  test("refuses more than is left", () => {
    expect(() => shareOut([100, 50], 151)).toThrow(RangeError);
  });
});

describe("prorate", () => {
  const period = {
    startsAt: new Date("2026-06-01T00:00:00Z"),
    endsAt: new Date("2026-07-01T00:00:00Z"),
  };

  test("half of the period left is half of the price; outside of it all or nothing", () => {
    expect(prorate(300_000, period, new Date("2026-06-16T00:00:00Z"))).toBe(150_000);
    expect(prorate(300_000, period, new Date("2026-05-01T00:00:00Z"))).toBe(300_000);
    expect(prorate(300_000, period, new Date("2026-08-01T00:00:00Z"))).toBe(0);
  });

  test("used and unused lose less than two cents, and more use never gives more back", () => {
    const moments = fc.integer({ min: period.startsAt.getTime(), max: period.endsAt.getTime() });
    fc.assert(
      fc.property(cents, moments, moments, (price, a, b) => {
        const [early, late] = [new Date(Math.min(a, b)), new Date(Math.max(a, b))];
        const unused = prorate(price, period, early);
        expect(unused).toBeGreaterThanOrEqual(prorate(price, period, late));
        const used = prorate(
          price,
          { startsAt: period.startsAt, endsAt: period.endsAt },
          new Date(period.startsAt.getTime() + period.endsAt.getTime() - early.getTime()),
        );
        expect(price - unused - used).toBeGreaterThanOrEqual(0);
        expect(price - unused - used).toBeLessThan(2);
      }),
    );
  });
});

describe("postings", () => {
  test("every journal balances, has no line of zero, and its reversal undoes it", () => {
    fc.assert(
      fc.property(cents, cents, cents, cents, (internetCents, feesCents, exciseCents, vatCents) => {
        fc.pre(internetCents + feesCents + exciseCents + vatCents > 0);
        const sale = salePostings("w", { internetCents, feesCents, exciseCents, vatCents });
        expect(balance(sale)).toBe(0);
        expect(sale.every((posting) => posting.amountCents > 0)).toBe(true);
        expect(reversePostings(reversePostings(sale))).toEqual(sale);
      }),
    );
    expect(balance(paymentPostings("mpesa_clearing", "suspense", 5))).toBe(0);
  });
});
