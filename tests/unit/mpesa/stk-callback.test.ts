import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseStkCallback } from "@/lib/mpesa";

const items = [
  { Name: "Amount", Value: 1500.0 },
  { Name: "MpesaReceiptNumber", Value: "UF1AB2CD3E" },
  { Name: "Balance" },
  { Name: "TransactionDate", Value: 20260601093041 },
  { Name: "PhoneNumber", Value: 254708374149 },
];
const body = (item: unknown[], more: object = {}) =>
  JSON.stringify({
    Body: {
      stkCallback: {
        MerchantRequestID: "3f1a-1",
        CheckoutRequestID: "ws_CO_1",
        ResultCode: 0,
        ResultDesc: "ok",
        CallbackMetadata: { Item: item },
        ...more,
      },
    },
  });

describe("an STK callback", () => {
  test("is read with its items in any order", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(items, { minLength: items.length }), (shuffled) => {
        expect(parseStkCallback(body(shuffled))).toEqual({
          merchantRequestId: "3f1a-1",
          checkoutRequestId: "ws_CO_1",
          resultCode: "0",
          resultDescription: "ok",
          receipt: "UF1AB2CD3E",
          amountCents: 150_000,
          paidAt: new Date("2026-06-01T06:30:41Z"),
          payerNumber: "254708374149",
        });
      }),
    );
  });

  test("is read with any of its items missing, and says nothing about those", () => {
    fc.assert(
      fc.property(fc.subarray(items), (some) => {
        const parsed = parseStkCallback(body(some));
        const has = (name: string) => some.some((item) => item.Name === name);
        expect(parsed?.receipt !== undefined).toBe(has("MpesaReceiptNumber"));
        expect(parsed?.amountCents !== undefined).toBe(has("Amount"));
        expect(parsed?.paidAt !== undefined).toBe(has("TransactionDate"));
      }),
    );
  });

  test.each([
    [1500, 150_000],
    ["1500.00", 150_000],
    ["1500.5", 150_050],
    [0.1, 10],
    [1e21, undefined],
    [-5, undefined],
    [0, undefined],
    ["1500.005", undefined],
    ["NaN", undefined],
  ])("reads the amount %j exactly, or not at all", (value, cents) => {
    const parsed = parseStkCallback(body([{ Name: "Amount", Value: value }]));
    expect(parsed?.amountCents).toBe(cents);
  });

  test("that names an amount twice and differently names no amount", () => {
    const twice = [
      { Name: "Amount", Value: 100 },
      { Name: "Amount", Value: 9000 },
    ];
    expect(parseStkCallback(body(twice))?.amountCents).toBeUndefined();
  });

  test("of a failure has no metadata; its code is compared as text", () => {
    const failed = body([], { ResultCode: "SFC_IC0003", CallbackMetadata: undefined });
    expect(parseStkCallback(failed)).toMatchObject({ resultCode: "SFC_IC0003" });
  });

  test("whose metadata is of another shape still says how the push ended", () => {
    const odd = parseStkCallback(body([], { CallbackMetadata: "none" }));
    expect(odd).toMatchObject({ resultCode: "0" });
    expect(odd?.receipt).toBeUndefined();
  });

  test("never carries what Postgres cannot hold", () => {
    const odd = body(items, { ResultDesc: "a\u0000b\ud800c", ResultCode: "1\u0000" });
    expect(parseStkCallback(odd)).toMatchObject({ resultDescription: "a b c", resultCode: "1" });
    expect(parseStkCallback(body(items, { CheckoutRequestID: "ws\u0000" }))).toBeUndefined();
  });

  test("is nothing else: no text and no JSON makes the parser throw", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => parseStkCallback(text)).not.toThrow();
      }),
    );
    for (const text of ["", "{", "null", "[]", '{"Body":null}', body(items).slice(0, -25)])
      expect(parseStkCallback(text)).toBeUndefined();
  });
});
