import { expect, test } from "vitest";
import { parseC2bConfirmation, parseC2bValidation } from "@/lib/mpesa";

test("a typed account that is too long is not cut through a character, which the database could not hold", () => {
  const body = JSON.stringify({
    TransactionType: "Pay Bill",
    TransID: "UFB0000001",
    TransTime: "20260601093041",
    TransAmount: "100.00",
    BusinessShortCode: "600123",
    BillRefNumber: `${"x".repeat(39)}😀`,
  });
  const cut = { accountReference: "x".repeat(39) };
  expect(parseC2bConfirmation(body)).toMatchObject(cut);
  expect(parseC2bValidation(body)).toMatchObject(cut);
});
