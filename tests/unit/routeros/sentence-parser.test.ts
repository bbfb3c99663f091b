import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decodeLength,
  encodeLength,
  ProtocolViolation,
  prefixBytes,
} from "@/lib/routeros/wire/length";
import { wordsOf } from "@/lib/routeros/wire/raw-row";
import { SentenceParser } from "@/lib/routeros/wire/sentence-parser";
import { attributeWords, encodeSentence, parseAttributes } from "@/lib/routeros/wire/words";

function parse(chunks: Buffer[]): string[][] {
  const sentences: string[][] = [];
  const parser = new SentenceParser((sentence) =>
    sentences.push(wordsOf(sentence).map((word) => word.toString())),
  );
  for (const chunk of chunks) parser.push(chunk);
  return sentences;
}

/** Cuts at the given places. */
function cut(bytes: Buffer, places: number[]): Buffer[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort(
    (a, b) => a - b,
  );
  return [...ends, bytes.length].map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
}

const attribute = fc.oneof(
  fc.string({ minLength: 1, maxLength: 40 }),
  fc.constantFrom(127, 128, 255, 256, 0x3fff, 0x4000).map((n) => "x".repeat(n)),
);
const sentences = fc.array(
  fc.tuple(fc.constantFrom("!re", "!done", "!trap"), fc.array(attribute, { maxLength: 4 })),
  { minLength: 1, maxLength: 6 },
);

describe("the sentence parser", () => {
  it("gives the same sentences whatever the segmentation", () => {
    fc.assert(
      fc.property(sentences, fc.array(fc.nat(), { maxLength: 30 }), (list, places) => {
        const expected = list.map(([reply, words]) => [reply, ...words]);
        const bytes = Buffer.concat(expected.map(encodeSentence));
        expect(parse(cut(bytes, places))).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it("gives the same sentences byte by byte", () => {
    const expected = [["!re", "=name=a", `=comment=${"y".repeat(300)}`], ["!done"]];
    const bytes = Buffer.concat(expected.map(encodeSentence));
    expect(parse(Array.from(bytes, (byte) => Buffer.from([byte])))).toEqual(expected);
  });

  it("ignores empty sentences", () => {
    expect(parse([Buffer.from([0, 0]), encodeSentence(["!done"]), Buffer.from([0])])).toEqual([
      ["!done"],
    ]);
  });

  it("never does anything with random bytes but give sentences or a violation", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.array(fc.nat()), (bytes, places) => {
        try {
          parse(cut(Buffer.from(bytes), places));
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolViolation);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("length prefixes", () => {
  it.each([
    [0, "00"],
    [0x7f, "7f"],
    [0x80, "8080"],
    [0x100, "8100"],
    [0x3fff, "bfff"],
    [0x4000, "c04000"],
    [0x1fffff, "dfffff"],
    [0x200000, "e0200000"],
    [0x400000, "e0400000"],
  ])("writes and reads %i as the documentation says", (length, hex) => {
    const bytes = encodeLength(length);
    expect(bytes.toString("hex")).toBe(hex);
    expect(prefixBytes(bytes.readUInt8(0))).toBe(bytes.length);
    expect(decodeLength(bytes, 0, bytes.length)).toBe(length);
  });

  it("gives up at reserved bytes and above 4 MiB", () => {
    for (const first of [0xf1, 0xf8, 0xff])
      expect(() => prefixBytes(first)).toThrow(ProtocolViolation);
    expect(() => decodeLength(Buffer.from("e0400001", "hex"), 0, 4)).toThrow(ProtocolViolation);
    expect(() => decodeLength(Buffer.from("f0ffffffff", "hex"), 0, 5)).toThrow(ProtocolViolation);
    expect(() => encodeLength(0x400001)).toThrow(RangeError);
  });
});

describe("attributes", () => {
  it("come back as they were written", () => {
    const key = fc.stringMatching(/^[a-z.!-]{1,12}$/);
    fc.assert(
      fc.property(fc.dictionary(key, fc.string()), (row) => {
        expect(parseAttributes(attributeWords(row))).toEqual({ ...row });
      }),
    );
  });
});
