import fc from "fast-check";
import { expect, test } from "vitest";
import { isQuiet, stepsOf } from "@/services/dunning";

const HOUR_MS = 3_600_000;
const settings = {
  remindBeforeHours: [24, 72],
  remindAtExpiry: true,
  remindAfterHours: [48, 24],
  autoPrompt: true,
};
const hours = (value: { name: string; fromMs: number; untilMs: number }) => [
  value.name,
  value.fromMs / HOUR_MS,
  value.untilMs / HOUR_MS,
];

test("each step's time ends where the next one's begins", () => {
  expect(stepsOf(settings).map(hours)).toEqual([
    ["prompt", 0, 12],
    ["at", 0, 24],
    ["cut", 0, 24],
    ["bill", 0, 48],
    ["before:72h", -72, -24],
    ["before:24h", -24, 0],
    ["after:24h", 24, 48],
    ["after:48h", 48, 72],
  ]);
  const off = { ...settings, remindAtExpiry: false, autoPrompt: false, remindBeforeHours: [] };
  expect(stepsOf(off).map((step) => step.name)).toEqual(["bill", "after:24h", "after:48h"]);
});

test("whatever the hours, at any moment one reminder at most is due about one end", () => {
  const list = fc.array(fc.integer({ min: 1, max: 720 }), { maxLength: 5 });
  fc.assert(
    fc.property(list, list, fc.integer({ min: -800, max: 800 }), (before, after, hour) => {
      const steps = stepsOf({ ...settings, remindBeforeHours: before, remindAfterHours: after });
      const now = hour * HOUR_MS;
      const due = steps.filter(
        (step) =>
          ["before", "at", "after"].includes(step.kind) && step.fromMs <= now && now < step.untilMs,
      );
      expect(due.length).toBeLessThanOrEqual(1);
      expect(new Set(steps.map((step) => step.name)).size).toBe(steps.length);
    }),
  );
});

test("by night only the news that access has ended goes out", () => {
  const quietAt = (time: string) =>
    stepsOf(settings)
      .filter((step) => isQuiet(step, new Date(`2026-06-10T${time}+03:00`)))
      .map((step) => step.kind);
  expect([quietAt("07:00"), quietAt("20:59")]).toEqual([[], []]);
  for (const time of ["21:00", "00:00", "06:59"])
    expect(new Set(quietAt(time))).toEqual(new Set(["prompt", "bill", "before", "after"]));
});
