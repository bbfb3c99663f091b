import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { carriesTag, sharedTag } from "@/lib/routeros/ownership";
import { durationSeconds, wholeNumber } from "@/lib/routeros/values";
import { decodeText } from "@/lib/routeros/wire/text";

describe("durations", () => {
  it.each([
    ["1w2d3h4m5s", 788_645],
    ["10m", 600],
    ["0s", 0],
    ["300ms", 0.3],
    ["01:02:03", 3_723],
    ["1d02:03:04", 93_784],
  ])("%s is %d seconds", (text, seconds) => expect(durationSeconds(text)).toBeCloseTo(seconds));

  it.each(["", "never", "none", "5", "1x", "-1s"])("%j is none", (text) =>
    expect(durationSeconds(text)).toBeUndefined(),
  );
});

it("takes only whole numbers for numbers", () => {
  expect(wholeNumber("0")).toBe(0);
  expect(wholeNumber("68719476736")).toBe(68_719_476_736);
  for (const text of [undefined, "", "1.5", "-1", "1e3", "12%", "9".repeat(16)]) {
    expect(wholeNumber(text)).toBeUndefined();
  }
});

describe("marks in comments", () => {
  const tag = "isp:i1:u1";
  it.each([
    ["isp:i1:u1", tag, true],
    ["isp:i1:u1 Alice", tag, true],
    ["isp:i1:u1x Alice", tag, false],
    ["isp:i1:u2 Alice", tag, false],
    ["isp:i1", tag, false],
    ["by hand isp:i1:u1", tag, false],
    [undefined, tag, false],
    ["", "", false],
    ["isp:i1:u1 Alice", "isp:i1", true],
    ["isp:i12:u1 Alice", "isp:i1", false],
  ])("%j under %j: %j", (comment, wanted, carried) => {
    expect(carriesTag(comment, wanted)).toBe(carried);
  });

  it("of shared rows are the installation's", () => {
    expect(sharedTag("isp:i1:u1")).toBe("isp:i1");
    expect(sharedTag("isp:i1")).toBe("isp:i1");
  });
});

describe("text", () => {
  it("in UTF-8 is read as it was written, under either fallback", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const bytes = Buffer.from(text);
        expect(decodeText(bytes, "windows-1252")).toBe(text);
        expect(decodeText(bytes, "utf-8")).toBe(text);
      }),
    );
  });

  it("in windows-1252 loses no byte: all 256 differ", () => {
    const all = Array.from({ length: 256 }, (_, byte) =>
      decodeText(Buffer.from([byte]), "windows-1252"),
    );
    expect(new Set(all).size).toBe(256);
    expect(decodeText(Buffer.from([0x80, 0x8a, 0x9f, 0xe9]), "windows-1252")).toBe("€ŠŸé");
  });

  it("in another codepage than UTF-8 is marked where no fallback is wanted", () => {
    expect(decodeText(Buffer.from([0x41, 0xe9]), "utf-8")).toBe("A\ufffd");
  });
});
