import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addPeriods, dayOfMonth, nextPeriod, type PeriodUnit, yearOf } from "@/lib/billing";

const nairobi = (text: string) => new Date(`${text}+03:00`);
const dates = fc
  .integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2090, 0, 1) })
  .map((ms) => new Date(ms));
const units = fc.constantFrom<PeriodUnit>("minute", "hour", "day", "week", "month");
const counts = fc.integer({ min: 1, max: 60 });
const anchors = fc.integer({ min: 1, max: 31 });

describe("addPeriods", () => {
  test("31 January and a month is the last of February, then 31 March again", () => {
    const january = nairobi("2026-01-31T18:30:00");
    const february = addPeriods(january, "month", 1, 31);
    expect(february).toEqual(nairobi("2026-02-28T18:30:00"));
    expect(addPeriods(february, "month", 1, 31)).toEqual(nairobi("2026-03-31T18:30:00"));
    expect(addPeriods(nairobi("2028-01-31T00:00:00"), "month", 1)).toEqual(
      nairobi("2028-02-29T00:00:00"),
    );
  });

  test("a month is counted on a clock in Nairobi, not in UTC", () => {
    // 23:30 UTC on the 30th is the 31st in Nairobi.
    expect(addPeriods(nairobi("2026-03-31T02:30:00"), "month", 1)).toEqual(
      nairobi("2026-04-30T02:30:00"),
    );
    expect(dayOfMonth(new Date("2026-03-30T23:30:00Z"))).toBe(31);
    expect(yearOf(new Date("2026-12-31T21:00:00Z"))).toBe(2027);
  });

  test("minutes, hours, days and weeks are so many milliseconds", () => {
    const from = nairobi("2026-06-10T09:00:00");
    expect(addPeriods(from, "minute", 30)).toEqual(nairobi("2026-06-10T09:30:00"));
    expect(addPeriods(from, "hour", 3)).toEqual(nairobi("2026-06-10T12:00:00"));
    expect(addPeriods(from, "day", 30)).toEqual(nairobi("2026-07-10T09:00:00"));
    expect(addPeriods(from, "week", 1)).toEqual(nairobi("2026-06-17T09:00:00"));
  });

  test("time always moves forward, and keeps its time of day in months", () => {
    fc.assert(
      fc.property(dates, units, counts, (from, unit, count) => {
        const to = addPeriods(from, unit, count);
        expect(to.getTime()).toBeGreaterThan(from.getTime());
        if (unit === "month") expect(to.getTime() % 86_400_000).toBe(from.getTime() % 86_400_000);
      }),
    );
  });

  test("n periods and then m are n + m periods", () => {
    fc.assert(
      fc.property(dates, units, counts, counts, (from, unit, n, m) => {
        const anchor = dayOfMonth(from);
        const stepwise = addPeriods(addPeriods(from, unit, n, anchor), unit, m, anchor);
        expect(stepwise).toEqual(addPeriods(from, unit, n + m, anchor));
      }),
    );
  });

  test("months fall on the anchor day whenever the month has it, else on its last day", () => {
    fc.assert(
      fc.property(dates, counts, anchors, (from, count, anchor) => {
        const to = addPeriods(from, "month", count, anchor);
        const next = new Date(to.getTime() + 86_400_000);
        if (dayOfMonth(to) !== anchor) expect(dayOfMonth(next)).toBe(1);
      }),
    );
  });

  test("a later start never ends on an earlier day", () => {
    fc.assert(
      fc.property(dates, dates, units, counts, anchors, (a, b, unit, count, anchor) => {
        const [early, late] = a <= b ? [a, b] : [b, a];
        const ends = [early, late].map((from) => addPeriods(from, unit, count, anchor).getTime());
        expect((ends[0] ?? 0) - (ends[1] ?? 0)).toBeLessThan(86_400_000);
      }),
    );
  });
});

describe("nextPeriod", () => {
  const now = nairobi("2026-06-10T09:00:00");
  const month = { unit: "month", count: 1, periods: 1, anchorDay: null, cut: false } as const;

  test("goes on from the old expiry while it has not lapsed", () => {
    const paidUntil = nairobi("2026-06-12T18:00:00");
    expect(nextPeriod({ ...month, now, paidUntil })).toEqual({
      startsAt: paidUntil,
      endsAt: nairobi("2026-07-12T18:00:00"),
      anchorDay: 12,
    });
  });

  test("begins now when it has lapsed, or never began", () => {
    for (const paidUntil of [null, nairobi("2026-06-09T18:00:00")]) {
      expect(nextPeriod({ ...month, now, paidUntil, anchorDay: 31 })).toEqual({
        startsAt: now,
        endsAt: nairobi("2026-07-10T09:00:00"),
        anchorDay: 10,
      });
    }
  });

  test("a month after weeks is a month: the day that months had fallen on before no longer counts", () => {
    const request = { ...month, now, anchorDay: 31 };
    const week = nextPeriod({
      ...request,
      unit: "week",
      paidUntil: nairobi("2026-06-30T18:00:00"),
    });
    expect(week).toMatchObject({ endsAt: nairobi("2026-07-07T18:00:00"), anchorDay: 7 });
    const next = nextPeriod({ ...request, paidUntil: week.endsAt, anchorDay: week.anchorDay });
    expect(next.endsAt).toEqual(nairobi("2026-08-07T18:00:00"));
    // A row that was written with the day of before.
    expect(nextPeriod({ ...request, paidUntil: week.endsAt }).endsAt).toEqual(next.endsAt);
    const early = nextPeriod({
      ...request,
      paidUntil: nairobi("2026-06-28T18:00:00"),
      anchorDay: 5,
    });
    expect(early.endsAt).toEqual(nairobi("2026-07-28T18:00:00"));
  });

  test("whatever was bought before, a month ends on its day, or on the last of a shorter month", () => {
    const bought = fc.array(fc.record({ unit: units, count: fc.integer({ min: 1, max: 40 }) }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(dates, bought, (at, before) => {
        let paidUntil = at;
        let anchorDay: number | null = null;
        for (const { unit, count } of [...before, { unit: "month" as const, count: 1 }]) {
          const period = nextPeriod({ ...month, now: at, paidUntil, anchorDay, unit, count });
          if (unit === "month" && count === 1) {
            const days = (period.endsAt.getTime() - period.startsAt.getTime()) / 86_400_000;
            expect(days).toBeGreaterThanOrEqual(28);
            expect(days).toBeLessThanOrEqual(31);
          }
          paidUntil = period.endsAt;
          anchorDay = period.anchorDay;
        }
      }),
    );
  });

  test("money paid before the expiry but reported after it goes on from the expiry, unless access was cut", () => {
    const paidUntil = nairobi("2026-06-10T08:00:00");
    const paidAt = nairobi("2026-06-10T07:59:59");
    const request = { ...month, now, paidUntil, paidAt };
    expect(nextPeriod(request).startsAt).toEqual(paidUntil);
    expect(nextPeriod({ ...request, cut: true }).startsAt).toEqual(now);
  });

  test("never buys time that is over already, and never lets paid time shrink", () => {
    const offsets = fc.integer({ min: -100 * 86_400_000, max: 100 * 86_400_000 });
    fc.assert(
      fc.property(
        offsets,
        offsets,
        units,
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 12 }),
        fc.boolean(),
        fc.option(anchors),
        (untilOffset, paidOffset, unit, count, periods, cut, anchorDay) => {
          const paidUntil = new Date(now.getTime() + untilOffset);
          const paidAt = new Date(now.getTime() + paidOffset);
          const period = nextPeriod({
            now,
            paidAt,
            paidUntil,
            cut,
            unit,
            count,
            periods,
            anchorDay,
          });
          expect(period.endsAt.getTime()).toBeGreaterThan(now.getTime());
          expect(period.endsAt.getTime()).toBeGreaterThan(period.startsAt.getTime());
          expect(period.endsAt.getTime()).toBeGreaterThan(
            Math.min(paidUntil.getTime(), now.getTime()),
          );
          if (paidUntil > now) expect(period.startsAt).toEqual(paidUntil);
        },
      ),
    );
  });
});
