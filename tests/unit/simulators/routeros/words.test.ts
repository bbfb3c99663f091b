import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  encodeSentence,
  ProtocolError,
  SentenceDecoder,
} from "@/tests/simulators/routeros/protocol/words";
import { encode } from "./raw-client";

const EDGES = [1, 0x7f, 0x80, 0xff, 0x100, 0x3fff, 0x4000, 0x1fffff, 0x200000];

describe("words on the wire", () => {
  it.each(EDGES)("a word of %i bytes is written and read as the protocol says", (length) => {
    const word = "x".repeat(length);
    expect(encodeSentence([word]).equals(encode(word))).toBe(true);
    expect(new SentenceDecoder().push(encode(word, "end"))).toEqual([[word, "end"]]);
  });

  it("the zero in the prefix of a 256-byte word does not end the sentence", () => {
    const word = "y".repeat(256);
    const bytes = encode("/a", word);
    expect([...bytes.subarray(3, 5)]).toEqual([0x81, 0x00]);
    const decoder = new SentenceDecoder();
    const sentences = [...bytes].flatMap((byte) => decoder.push(Buffer.from([byte])));
    expect(sentences).toEqual([["/a", word]]);
  });

  it("any segmentation of any sentences gives the same sentences", () => {
    const words = fc.array(fc.string({ minLength: 1, maxLength: 140, unit: "binary" }), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(fc.array(words, { maxLength: 4 }), fc.array(fc.nat(40)), (sentences, cuts) => {
        const bytes = Buffer.concat(sentences.map((sentence) => encode(...sentence)));
        const decoder = new SentenceDecoder();
        const seen: string[][] = [];
        let offset = 0;
        for (const cut of [...cuts, bytes.length]) {
          seen.push(...decoder.push(bytes.subarray(offset, offset + cut)));
          offset += cut;
        }
        const expected = sentences.map((sentence) =>
          sentence.map((word) => Buffer.from(word).toString("latin1")),
        );
        expect(seen).toEqual(expected);
      }),
    );
  });

  it.each([0xf8, 0xff])("the reserved control byte %i is refused", (byte) => {
    expect(() => new SentenceDecoder().push(Buffer.from([byte]))).toThrow(ProtocolError);
  });

  it("a length beyond reason is refused before its bytes arrive", () => {
    const length = Buffer.from([0xf0, 0x40, 0, 0, 0]);
    expect(() => new SentenceDecoder().push(length)).toThrow(ProtocolError);
  });
});
