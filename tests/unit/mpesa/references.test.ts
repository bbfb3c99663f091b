import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomAccountNumber } from "@/lib/account-number";
import { randomToken } from "@/lib/crypto";
import {
  accountPart,
  buildAccountReference,
  forbiddenWord,
  hookUrl,
  normaliseReference,
  straighten,
} from "@/lib/mpesa";

describe("a push's reference", () => {
  test("fits M-Pesa's 12 characters and gives the account number back", () => {
    for (let n = 0; n < 2000; n++) {
      const account = randomAccountNumber();
      const reference = buildAccountReference(account);
      expect(reference).toMatch(/^\d{8}[A-Z][0-9A-Z]{3}$/);
      expect(accountPart(reference)).toBe(account);
    }
  });

  test("survives the ways in which people type it", () => {
    const separators = fc.constantFrom("", " ", "-", "_", "#", ".", "/", ":", "  ");
    fc.assert(
      fc.property(fc.array(separators, { minLength: 12, maxLength: 12 }), (gaps) => {
        const reference = buildAccountReference("23456782");
        const typed = [...reference].map((char, at) => char.toLowerCase() + gaps[at]).join("");
        expect(normaliseReference(typed)).toBe(reference);
      }),
    );
  });

  test.each([
    ["2O34567B", "20345678"],
    ["ACCNO23456782", "23456782"],
    ["ACCOUNTNUMBER23456782", "23456782"],
    ["O712345678", "0712345678"],
    ["+254712345678", "+254712345678"],
    ["HOUSE12", undefined],
    ["SOLOOILBILL", undefined],
    ["2345678", undefined],
    ["2OOOOOOO", undefined],
    ["23456782X", undefined],
    ["", undefined],
  ])("%s is straightened to %s", (typed, meant) => {
    expect(straighten(typed)).toBe(meant);
  });

  test("is not seen in a plain account number or a phone number", () => {
    for (const text of ["23456782", "0712345678", "254712345678", "HOUSE12"])
      expect(accountPart(text)).toBeUndefined();
  });
});

describe("a callback address", () => {
  test.each(["https://mpesa.example", "https://M-Pesa.example", "https://Executor.example"])(
    "%s is refused as M-Pesa would",
    (origin) => {
      expect(forbiddenWord(origin)).toBeDefined();
      expect(() => hookUrl(origin, "/api/hooks/pay")).toThrow(/refuses/);
    },
  );

  test("with a token of ours never contains a forbidden word", () => {
    for (let n = 0; n < 2000; n++)
      expect(
        forbiddenWord(`https://isp.example/api/hooks/pay/stk/${randomToken()}`),
      ).toBeUndefined();
  });
});
