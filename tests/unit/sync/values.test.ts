import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeBrake, normaliseField } from "@/lib/sync";
import { kinds } from "@/lib/sync/kinds";
import { bool, choice, duration, list, mac, rateLimit } from "@/lib/sync/values";

describe("durations are compared as times", () => {
  test.each([
    ["300", "5m"],
    ["5m", "5m"],
    ["00:05:00", "5m"],
    ["1d02:03:04", "1d2h3m4s"],
    ["1w2d", "1w2d"],
    ["9d", "1w2d"],
    ["90s", "1m30s"],
    ["300ms", "300ms"],
    ["0", "0s"],
    ["0s", "0s"],
    ["none", "none"],
    ["never", "never"],
    ["", ""],
  ])("%s is %s", (raw, canonical) => expect(duration(raw)).toBe(canonical));
});

test.each([
  ["aa-bb-cc-dd-ee-ff", "AA:BB:CC:DD:EE:FF"],
  ["aabb.ccdd.eeff", "AA:BB:CC:DD:EE:FF"],
  ["AA:BB:CC:DD:EE:FF", "AA:BB:CC:DD:EE:FF"],
  ["pppoe-port-7", "pppoe-port-7"],
])("the caller id %s is %s", (raw, canonical) => expect(mac(raw)).toBe(canonical));

test("enums keep yes and no, and require reads back as required", () => {
  expect([choice("require"), choice("true"), choice("no"), choice("default")]).toEqual([
    "required",
    "yes",
    "no",
    "default",
  ]);
});

test("unset, empty and default are one and the same for every managed field", () => {
  for (const spec of Object.values(kinds))
    for (const [field, { default: fallback }] of Object.entries(spec.fields)) {
      expect(normaliseField(spec, field, undefined)).toBe(fallback);
      expect(normaliseField(spec, field, "")).toBe(fallback);
      expect(normaliseField(spec, field, fallback)).toBe(fallback);
    }
});

test("every normaliser is idempotent on any text", () => {
  const texts = fc.oneof(
    fc.string(),
    fc.constantFrom("yes", "1d02:03:04", "5M/10M  1M/2M", "a, b"),
  );
  for (const normalise of [bool, choice, duration, list, mac, rateLimit])
    fc.assert(
      fc.property(texts, (raw) => {
        expect(normalise(normalise(raw))).toBe(normalise(raw));
      }),
    );
});

describe("the brake", () => {
  test.each([
    [
      "lets ten removals of few rows pass",
      { ownedRows: 12, expectedRows: 12, removals: 10 },
      false,
    ],
    ["stops the eleventh", { ownedRows: 12, expectedRows: 12, removals: 11 }, true],
    [
      "lets a tenth of many rows pass",
      { ownedRows: 1000, expectedRows: 1000, removals: 100 },
      false,
    ],
    ["stops more than a tenth", { ownedRows: 1000, expectedRows: 1000, removals: 101 }, true],
    [
      "stops at a router that lost everything",
      { ownedRows: 0, expectedRows: 10, removals: 0 },
      true,
    ],
    ["lets a new router be filled", { ownedRows: 0, expectedRows: 0, removals: 0 }, false],
    [
      "lets a nearly new router be filled again",
      { ownedRows: 0, expectedRows: 9, removals: 0 },
      false,
    ],
  ])("%s", (_claim, input, stops) => expect(judgeBrake(input) !== undefined).toBe(stops));
});
