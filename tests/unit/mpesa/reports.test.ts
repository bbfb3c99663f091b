import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type DarajaClient,
  parseC2bConfirmation,
  parsePayerNumber,
  parsePullRow,
  parseReceipt,
  pullQuery,
} from "@/lib/mpesa";
import { hashPhone } from "@/lib/phone";

const confirmation = {
  TransactionType: "Pay Bill",
  TransID: "UF1AB2CD3E",
  TransTime: "20260601093041",
  TransAmount: "1500.00",
  BusinessShortCode: "600984",
  BillRefNumber: "10234",
  InvoiceNumber: "",
  OrgAccountBalance: "25000.00",
  ThirdPartyTransID: "",
  MSISDN: "2547 ***** 126",
  FirstName: "JANE",
  MiddleName: "",
  LastName: "",
};

describe("a C2B confirmation", () => {
  test("is read exactly", () => {
    expect(parseC2bConfirmation(JSON.stringify(confirmation))).toEqual({
      receipt: "UF1AB2CD3E",
      amountCents: 150_000,
      paidAt: new Date("2026-06-01T06:30:41Z"),
      shortcode: "600984",
      accountReference: "10234",
      payerNumber: "2547 ***** 126",
      payerName: "JANE",
    });
  });

  test("may lack all that is not money, and may carry numbers for text", () => {
    const bare = {
      TransID: " uf1ab2cd3e ",
      TransTime: 20260601093041,
      TransAmount: 1500,
      BusinessShortCode: 600984,
      BillRefNumber: null,
    };
    expect(parseC2bConfirmation(JSON.stringify(bare))).toMatchObject({
      receipt: "UF1AB2CD3E",
      amountCents: 150_000,
      accountReference: "",
      payerNumber: undefined,
    });
  });

  test.each([{ TransID: "SHORT" }, { TransAmount: "0" }, { TransAmount: "1e3" }])(
    "with %j is none",
    (change) => {
      expect(parseC2bConfirmation(JSON.stringify({ ...confirmation, ...change }))).toHaveProperty(
        "fault",
      );
    },
  );

  test("no text makes the parser throw", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => parseC2bConfirmation(text)).not.toThrow();
        expect(() => parsePullRow(text)).not.toThrow();
      }),
    );
  });
});

describe("a row of the pull list", () => {
  const row = {
    transactionId: "UF1AB2CD3E",
    trxDate: "2026-06-01T09:30:41Z",
    msisdn: 722000000,
    sender: "JANE",
    transactiontype: "c2b-pay-bill-debit",
    billreference: "10234",
    amount: "1500.50",
    organizationname: "X",
  };

  test("is read exactly; its date is East African in spite of the Z", () => {
    expect(parsePullRow(row)).toEqual({
      receipt: "UF1AB2CD3E",
      amountCents: 150_050,
      paidAt: new Date("2026-06-01T06:30:41Z"),
      accountReference: "10234",
      payerNumber: "722000000",
      payerName: "JANE",
    });
  });

  test("of money going out is not ours, one without a receipt is unreadable", () => {
    expect(parsePullRow({ ...row, transactiontype: "b2c-payment" })).toBe("not_ours");
    expect(parsePullRow({ ...row, transactionId: "?" })).toBe("unreadable");
  });

  test("is handed on as it came when it cannot be read, and its neighbours are read", async () => {
    const odd = { ...row, amount: "12.345" };
    const post = async () => ({ ResponseCode: "1000", Response: [[odd, row]] });
    const client = { post, config: { shortcode: "600984" } } as unknown as DarajaClient;
    const at = new Date("2026-06-01T06:00:00Z");
    const page = await pullQuery(client, { from: at, to: at, offset: 0 });
    expect(page).toMatchObject({ rowCount: 2, unreadable: [odd], payments: { length: 1 } });
  });
});

test("a payer's number is understood plain, as nine digits, hashed and masked", () => {
  const phone = "+254722000000";
  for (const text of ["254722000000", "+254722000000", "722000000", 254722000000])
    expect(parsePayerNumber(text)).toEqual({ form: "plain", phone });
  const hash = hashPhone(phone);
  expect(parsePayerNumber(hash.toUpperCase())).toEqual({ form: "hashed", hash });
  expect(parsePayerNumber("2547 ***** 126")).toMatchObject({ form: "masked" });
  expect(parsePayerNumber("JANE")).toBeUndefined();
});

test("a receipt has one form", () => {
  expect(parseReceipt(" uf1ab2cd3e ")).toBe("UF1AB2CD3E");
  for (const bad of ["", "UF1AB2CD3", "UF1AB2CD3EE", "UF1AB-CD3E", 1234567890, null])
    expect(parseReceipt(bad)).toBeUndefined();
});
