import { describe, expect, test } from "vitest";
import { missOf, nearMisses } from "@/lib/near-miss";

describe("a slip of the finger is named", () => {
  test.each([
    ["23456789", "23456780", "one digit differs"],
    ["23456789", "32456789", "two digits are swapped"],
    ["2345678", "23456789", "a digit is missing"],
    ["234567889", "23456789", "a digit is too many"],
    ["23456789", "23456789", undefined],
    ["23456789", "23456799", "one digit differs"],
    ["23456789", "24456799", undefined],
    ["23456789", "43256789", undefined],
    ["", "23456789", undefined],
  ])("%s for %s: %s", (typed, meant, miss) => {
    expect(missOf(typed, meant)).toBe(miss);
  });
});

test("near misses have the wanted length, are never the number itself, and are few", () => {
  for (const typed of ["2345678", "23456789", "234567890"]) {
    const found = nearMisses(typed, 8);
    expect(found.every((each) => each.length === 8 && each !== typed)).toBe(true);
    expect(new Set(found).size).toBe(found.length);
    expect(found.length).toBeLessThan(100);
  }
  expect(nearMisses("2345", 8)).toEqual([]);
});
