import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDuration, parseDuration } from "@/tests/simulators/routeros/duration";
import { expandRanges, toAddress } from "@/tests/simulators/routeros/ppp/ranges";

describe("durations", () => {
  it.each([
    ["1w2d3h4m5s", "1w2d3h4m5s"],
    ["600", "10m"],
    ["0", "0s"],
    ["00:10:00", "10m"],
    ["1d02:03:04", "1d2h3m4s"],
    ["300ms", "300ms"],
    ["90m", "1h30m"],
  ])("%s reads back as %s", (input, output) => {
    expect(formatDuration(parseDuration(input) ?? -1)).toBe(output);
  });

  it.each(["", "x", "1y", "m5", "-3s"])("%j is no duration", (input) => {
    expect(parseDuration(input)).toBeUndefined();
  });

  it("what is written is read as the same time", () => {
    fc.assert(
      fc.property(fc.nat(10_000_000_000), (ms) => {
        expect(parseDuration(formatDuration(ms))).toBe(ms);
      }),
    );
  });
});

describe("pool ranges", () => {
  it("knows ranges, prefixes and single addresses", () => {
    const ranges = expandRanges("10.0.0.2-10.0.0.9,10.1.0.7/30,192.168.1.1") ?? [];
    const shown = ranges.map(({ first, last }) => `${toAddress(first)}-${toAddress(last)}`);
    expect(shown).toEqual(["10.0.0.2-10.0.0.9", "10.1.0.4-10.1.0.7", "192.168.1.1-192.168.1.1"]);
  });

  it.each(["10.0.0.9-10.0.0.2", "10.0.0.0/33", "nonsense", "10.0.0.1,"])("refuses %j", (text) => {
    expect(expandRanges(text)).toBeUndefined();
  });
});
