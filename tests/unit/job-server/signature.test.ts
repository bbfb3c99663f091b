import { describe, expect, test } from "vitest";
import { hashSigningKey, signBody, verifySignature } from "@/inngest/local/signature";

const KEY = `signkey-prod-${"0123456789abcdef".repeat(4)}`;
const NOW = 1_790_000_000_500;

describe("signatures", () => {
  test("cover the canonical form, so that the order of keys does not matter", () => {
    const left = signBody({ b: 1, a: [{ d: "é", c: null }] }, KEY, NOW);
    const right = signBody({ a: [{ c: null, d: "é" }], b: 1 }, KEY, NOW);
    expect(left).toEqual(right);
    expect(left.text).toBe('{"a":[{"c":null,"d":"é"}],"b":1}');
    expect(left.signature).toMatch(/^t=1790000000&s=[0-9a-f]{64}$/);
  });

  test("are those of HMAC-SHA256 over text and time with the key's own part", () => {
    // Computed apart: printf '{"a":1}1790000000' | openssl dgst -sha256 -hmac 0123456789abcdef…
    expect(signBody({ a: 1 }, KEY, NOW).signature).toBe(
      "t=1790000000&s=e37957e5f4cec2bdbd7afb58b499f895f9a28bafc4b3042e7847e7d846edcb28",
    );
  });

  test("are accepted for their text only, in their time only, by their key only", () => {
    const { text, signature } = signBody({ a: 1 }, KEY, NOW);
    expect(verifySignature(text, signature, KEY, NOW)).toBe(true);
    expect(verifySignature(text, signature, KEY, NOW + 299_000)).toBe(true);
    expect(verifySignature(text, signature, KEY, NOW + 301_000)).toBe(false);
    expect(verifySignature(text, signature, KEY, NOW - 301_000)).toBe(false);
    expect(verifySignature('{"a":2}', signature, KEY, NOW)).toBe(false);
    expect(verifySignature(text, signature, KEY.replace("0", "1"), NOW)).toBe(false);
  });

  test("are accepted over a body that is written differently", () => {
    const { signature } = signBody({ a: 1, b: 2 }, KEY, NOW);
    expect(verifySignature('{ "b": 2, "a": 1 }', signature, KEY, NOW)).toBe(true);
  });

  test.each([undefined, "", "t=1790000000", "s=abc", "t=x&s=abc", "t=1790000000&s="])(
    "are refused when the header is %j",
    (header) => {
      expect(verifySignature("{}", header, KEY, NOW)).toBe(false);
    },
  );

  test("go with a bearer token that is the hash of the key's bytes behind its prefix", () => {
    // Computed apart: sha256 of the 32 bytes that the hex digits stand for
    expect(hashSigningKey(KEY)).toBe(
      "signkey-prod-4884fdaafea47c29fea7159d0daddd9c085d6200e1359e85bb81736af6b7c837",
    );
  });
});
