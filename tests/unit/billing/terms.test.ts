import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  accessEndOf,
  addPeriods,
  chargeFor,
  creditEnd,
  dayOfMonth,
  graceEnd,
  hasAccess,
  inDays,
  nextBillDay,
  nextPeriod,
} from "@/lib/billing";

const at = (text: string) => new Date(`${text}+03:00`);
const DAY_MS = 86_400_000;
const instant = fc
  .integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) })
  .map((ms) => new Date(ms));
const long = fc.constantFrom("day", "week", "month" as const);

describe("grace", () => {
  test("is the hours of the settings, one period at most, and none for minutes and hours", () => {
    const coveredUntil = at("2026-06-10T09:00:00");
    const of = (graceHours: number, unit: "hour" | "day" | "month", count = 1) =>
      graceEnd({ coveredUntil, graceHours, unit, count });
    expect(of(48, "month")).toEqual(at("2026-06-12T09:00:00"));
    expect(of(48, "day")).toEqual(at("2026-06-11T09:00:00"));
    expect(of(48, "day", 30)).toEqual(at("2026-06-12T09:00:00"));
    expect([of(48, "hour", 72), of(0, "month")]).toEqual([null, null]);
    expect(graceEnd({ coveredUntil: null, graceHours: 5, unit: "day", count: 1 })).toBeNull();
  });

  test("gives no time away and takes none: whoever always pays in grace has one unbroken row of periods", () => {
    fc.assert(
      fc.property(
        instant,
        long,
        fc.integer({ min: 1, max: 14 * 24 }),
        fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 8 }),
        (start, unit, graceHours, delays) => {
          const anchorDay = dayOfMonth(start);
          let paidUntil = start;
          for (const delay of delays) {
            const creditUntil = graceEnd({ coveredUntil: paidUntil, graceHours, unit, count: 1 });
            if (!creditUntil) throw new Error("no grace");
            const length = creditUntil.getTime() - paidUntil.getTime();
            const now = new Date(paidUntil.getTime() + Math.floor(length * delay));
            const terms = { unit, count: 1, periods: 1, cut: false, anchorDay };
            const bought = nextPeriod({ ...terms, now, paidUntil, creditUntil });
            expect(bought.startsAt).toEqual(paidUntil);
            expect(bought.endsAt).toEqual(addPeriods(paidUntil, unit, 1, anchorDay));
            expect(bought.endsAt > now).toBe(true);
            paidUntil = bought.endsAt;
          }
        },
      ),
    );
  });

  test("that is over counts no more: the next period begins when it is paid", () => {
    const paidUntil = at("2026-06-10T09:00:00");
    const now = at("2026-06-12T10:00:00");
    const period = { unit: "month" as const, count: 1, periods: 1, anchorDay: 10 };
    const creditUntil = at("2026-06-12T09:00:00");
    expect(nextPeriod({ ...period, now, paidUntil, creditUntil, cut: true }).startsAt).toEqual(now);
    // The report came late, the money did not.
    const paidAt = at("2026-06-12T08:59:00");
    const late = nextPeriod({ ...period, now, paidAt, paidUntil, creditUntil, cut: false });
    expect(late.startsAt).toEqual(paidUntil);
  });
});

describe("a postpaid month", () => {
  test("ends at midnight in Nairobi on the bill day, or on the last day of a shorter month", () => {
    expect(nextBillDay(at("2026-06-10T09:00:00"), 1)).toEqual(at("2026-07-01T00:00:00"));
    expect(nextBillDay(at("2026-06-10T00:00:00"), 10)).toEqual(at("2026-07-10T00:00:00"));
    expect(nextBillDay(at("2026-01-31T00:00:00"), 31)).toEqual(at("2026-02-28T00:00:00"));
    expect(nextBillDay(at("2026-02-28T00:00:00"), 31)).toEqual(at("2026-03-31T00:00:00"));
  });

  test("the bill days are a month apart, whenever one begins to look", () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 31 }), (from, day) => {
        const next = nextBillDay(from, day);
        const length = next.getTime() - from.getTime();
        expect(length > 0 && length <= 31 * DAY_MS).toBe(true);
        expect(addPeriods(next, "month", -1, day) <= from).toBe(true);
        expect(nextBillDay(next, day)).toEqual(addPeriods(next, "month", 1, day));
      }),
    );
  });

  test("its parts add up to the price to the cent, however it is cut", () => {
    fc.assert(
      fc.property(
        instant,
        fc.integer({ min: 1, max: 31 }),
        fc.integer({ min: 1, max: 10_000_000 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }),
        (from, billDay, priceCents, cuts) => {
          const billedAt = nextBillDay(from, billDay);
          const start = addPeriods(billedAt, "month", -1, billDay);
          const length = billedAt.getTime() - start.getTime();
          const inner = cuts.map((cut) => new Date(start.getTime() + Math.floor(cut * length)));
          const ends = [start, ...inner, billedAt].sort((a, b) => a.getTime() - b.getTime());
          const parts = ends
            .slice(1)
            .map((to, i) =>
              chargeFor({ priceCents, billDay, billedAt, from: ends[i] ?? start, to }),
            );
          expect(parts.every((part) => part >= 0 && part <= priceCents)).toBe(true);
          expect(parts.reduce((sum, part) => sum + part, 0)).toBe(priceCents);
        },
      ),
    );
  });

  test("half of June costs half of its price", () => {
    const june = { priceCents: 250_000, billDay: 1, billedAt: at("2026-07-01T00:00:00") };
    const from = at("2026-06-16T00:00:00");
    expect(chargeFor({ ...june, from, to: june.billedAt })).toBe(125_000);
  });

  test("access lasts by the oldest unpaid bill, else by the bill to come", () => {
    const nextBillAt = at("2026-07-01T00:00:00");
    const terms = { dueDays: 7, graceDays: 3 };
    expect(creditEnd({ oldestDueAt: null, nextBillAt }, terms)).toEqual(at("2026-07-11T00:00:00"));
    const oldestDueAt = at("2026-06-08T00:00:00");
    expect(creditEnd({ oldestDueAt, nextBillAt }, terms)).toEqual(inDays(oldestDueAt, 3));
  });
});

test("access ends with the last of its grounds, and never began without any", () => {
  const [early, late] = [at("2026-06-10T09:00:00"), at("2026-06-11T09:00:00")];
  const none = { paidUntil: null, provisionalUntil: null, creditUntil: null };
  expect([accessEndOf(none), hasAccess(none, early)]).toEqual([null, false]);
  expect(accessEndOf({ ...none, paidUntil: early, creditUntil: late })).toEqual(late);
  expect(hasAccess({ ...none, creditUntil: late }, early)).toBe(true);
  expect(hasAccess({ ...none, creditUntil: late }, late)).toBe(false);
});
