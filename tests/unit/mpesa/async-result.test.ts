import { describe, expect, test } from "vitest";
import { classifyAsyncResult, parseAsyncResult } from "@/lib/mpesa";

type Pair = { Key: string; Value?: unknown };

const envelope = (change: Record<string, unknown> = {}) =>
  JSON.stringify({
    Result: {
      ResultType: 0,
      ResultCode: 0,
      ResultDesc: "The service request is processed successfully.",
      OriginatorConversationID: "29112-34801843-1",
      ConversationID: "AG_20260601_00004e48cf7e3533f581",
      TransactionID: "UF1AB2CD3E",
      ...change,
    },
  });
const withParameters = (pairs: Pair[] | Pair) =>
  parseAsyncResult(envelope({ ResultParameters: { ResultParameter: pairs } }));

test("a status result gives receipt, amount, status, time and both parties", () => {
  const result = withParameters([
    { Key: "DebitPartyName", Value: "254712345678 - JANE - ANN DOE" },
    { Key: "CreditPartyName", Value: "600984 - SAVANNA NET" },
    { Key: "TransactionStatus", Value: "Completed" },
    { Key: "FinalisedTime", Value: 20260601093041 },
    { Key: "Amount", Value: 1500 },
    { Key: "ReasonType", Value: "Pay Bill Online" },
    { Key: "ReceiptNo", Value: "uf1ab2cd3e" },
    { Key: "TransactionReason" },
  ]);
  expect(result?.details).toEqual({
    receipt: "UF1AB2CD3E",
    originalReceipt: undefined,
    amountCents: 150_000,
    status: "Completed",
    completedAt: new Date("2026-06-01T06:30:41Z"),
    debitParty: { number: "254712345678", name: "JANE - ANN DOE" },
    creditParty: { number: "600984", name: "SAVANNA NET" },
    reason: "Pay Bill Online",
  });
});

test("a B2C result gives its own receipt and its day-first time", () => {
  const result = withParameters([
    { Key: "TransactionAmount", Value: "10.50" },
    { Key: "TransactionReceipt", Value: "UF1AB2CD3E" },
    { Key: "ReceiverPartyPublicName", Value: "254712345678 - JANE DOE" },
    { Key: "TransactionCompletedDateTime", Value: "01.06.2026 09:30:41" },
  ]);
  expect(result?.details).toMatchObject({
    receipt: "UF1AB2CD3E",
    amountCents: 1_050,
    completedAt: new Date("2026-06-01T06:30:41Z"),
    creditParty: { number: "254712345678", name: "JANE DOE" },
  });
});

test("a reversal result names the payment that went back and the reversal's own receipt", () => {
  const result = withParameters([
    { Key: "OriginalTransactionID", Value: "UF19999999" },
    { Key: "Amount", Value: 1500 },
  ]);
  expect(result).toMatchObject({
    transactionId: "UF1AB2CD3E",
    details: { originalReceipt: "UF19999999", amountCents: 150_000 },
  });
});

describe("what M-Pesa varies", () => {
  test("the code may be a number or a string", () => {
    expect(parseAsyncResult(envelope({ ResultCode: 2001 }))?.resultCode).toBe("2001");
    expect(parseAsyncResult(envelope({ ResultCode: "R000001" }))?.resultCode).toBe("R000001");
  });

  test("a single parameter or reference item may stand without its array", () => {
    const body = envelope({
      ResultParameters: { ResultParameter: { Key: "Amount", Value: 5 } },
      ReferenceData: { ReferenceItem: { Key: "QueueTimeoutURL", Value: "https://x.example/t" } },
    });
    const result = parseAsyncResult(body);
    expect(result?.details.amountCents).toBe(500);
    expect(result?.reference.get("QueueTimeoutURL")).toEqual(["https://x.example/t"]);
    const array = envelope({ ReferenceData: { ReferenceItem: [{ Key: "Occasion" }] } });
    expect(parseAsyncResult(array)?.reference.size).toBe(0);
  });

  test("a key that repeats with one meaning counts, with two it does not", () => {
    const same = withParameters([
      { Key: "Amount", Value: 1500 },
      { Key: "Amount", Value: "1500.00" },
    ]);
    expect(same?.details.amountCents).toBe(150_000);
    const torn = withParameters([
      { Key: "Amount", Value: 1500 },
      { Key: "Amount", Value: 15_000 },
    ]);
    expect(torn?.details.amountCents).toBeUndefined();
    expect(torn?.parameters.get("Amount")).toEqual(["1500", "15000"]);
  });

  test.each([undefined, null, "", {}, { ResultParameter: null }, { ResultParameter: "x" }])(
    "parameters of the form %j are none",
    (ResultParameters) => {
      const result = parseAsyncResult(envelope({ ResultParameters }));
      expect(result?.parameters.size).toBe(0);
    },
  );
});

test.each([
  "",
  "null",
  "[]",
  "{}",
  '{"Result":null}',
  '{"Result":{"ResultCode":0}}',
  envelope({ ResultCode: undefined }),
  envelope({ ResultCode: {} }),
  envelope({ ConversationID: "" }),
  envelope({ OriginatorConversationID: "a b" }),
])("%s is no result", (body) => {
  expect(parseAsyncResult(body)).toBeUndefined();
});

test.each([
  [0, "done"],
  ["0", "done"],
  [1, "refused"],
  ["2001", "refused"],
  ["R000001", "already_done"],
  ["R000002", "refused"],
  [26, "unknown"],
  ["toString", "unknown"],
])("result code %j is %s", (code, outcome) => {
  expect(classifyAsyncResult(code).outcome).toBe(outcome);
});
