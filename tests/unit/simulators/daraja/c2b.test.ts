import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type DarajaSimulator,
  type DarajaSimulatorOptions,
  startDarajaSimulator,
} from "../../../simulators/daraja";
import { type Client, connect, PHONE, type Product, startProduct } from "./client";

let at: Date;
let simulator: DarajaSimulator;
let product: Product;
let client: Client;

async function start(options: DarajaSimulatorOptions = {}) {
  await simulator?.close();
  simulator = await startDarajaSimulator({ now: () => at, mode: "auto", ...options });
  client = await connect(simulator, `${product.url}/stk/token-1`);
}

beforeEach(async () => {
  at = new Date("2026-06-01T06:30:41Z");
  product = await startProduct();
  await start();
});
afterEach(async () => {
  await simulator.close();
  await product.close();
});

describe("C2B", () => {
  const register = (version: string, change = {}) =>
    client.post(`/mpesa/c2b/${version}/registerurl`, {
      ShortCode: simulator.shortcode,
      ResponseType: "Completed",
      ConfirmationURL: `${product.url}/c2b/confirm`,
      ValidationURL: `${product.url}/c2b/validate`,
      ...change,
    });

  it("registers URLs once, with the misspelt key", async () => {
    expect((await register("v2")).json).toEqual({
      OriginatorCoversationID: expect.any(String),
      ResponseCode: "0",
      ResponseDescription: "Success",
    });
    expect((await register("v2")).json).toMatchObject({
      errorCode: "500.003.1001",
      errorMessage: "Urls are already registered",
    });
  });

  it("registers again where the sandbox's rule is on", async () => {
    await start({ c2bRegisterAgain: true });
    await register("v2");
    expect((await register("v2")).json.ResponseCode).toBe("0");
  });

  it.each([
    [{ ResponseType: "completed" }, "ResponseType"],
    [{ ConfirmationURL: "https://x.example/sql" }, "ConfirmationURL"],
    [{ ShortCode: "600000" }, "ShortCode"],
  ])("refuses %o", async (change, field) => {
    expect((await register("v2", change)).json.errorMessage).toBe(`Bad Request - Invalid ${field}`);
  });

  it("confirms a payment by hand: masked for v2, hashed for v1, to the cent", async () => {
    await register("v2");
    const entry = await simulator.payDirect({
      phone: `+${PHONE}`,
      amount: 1500.5,
      account: "10234",
    });
    await simulator.whenIdle();
    expect(simulator.statement()).toEqual([entry]);
    expect(entry).toMatchObject({ kind: "c2b", amountCents: 150_050, checkoutRequestId: null });
    expect(product.received[0]?.path).toBe("/c2b/confirm");
    expect(JSON.parse(product.received[0]?.body ?? "")).toEqual({
      TransactionType: "Pay Bill",
      TransID: entry.receipt,
      TransTime: "20260601093041",
      TransAmount: "1500.50",
      BusinessShortCode: simulator.shortcode,
      BillRefNumber: "10234",
      InvoiceNumber: "",
      OrgAccountBalance: "1500.50",
      ThirdPartyTransID: "",
      MSISDN: "2547 ***** 678",
      FirstName: expect.any(String),
      MiddleName: "",
      LastName: "",
    });
    await start();
    await register("v1");
    await simulator.payDirect({ phone: PHONE, amount: 1, account: "" });
    await simulator.whenIdle();
    const hash = createHash("sha256").update(PHONE).digest("hex");
    expect(JSON.parse(product.received[1]?.body ?? "").MSISDN).toBe(hash);
  });

  it("simulate makes a payment by hand too", async () => {
    await register("v2");
    const answer = await client.post("/mpesa/c2b/v2/simulate", {
      ShortCode: simulator.shortcode,
      CommandID: "CustomerPayBillOnline",
      Amount: 20,
      Msisdn: PHONE,
      BillRefNumber: "10234",
    });
    await simulator.whenIdle();
    expect(answer.json.ResponseCode).toBe("0");
    expect(product.received.map((one) => one.path)).toEqual(["/c2b/confirm"]);
  });

  it("validation asks first: a rejection moves no money, silence follows ResponseType", async () => {
    await start({ c2bValidation: true });
    await register("v2", { ResponseType: "Cancelled" });
    const pay = () => simulator.payDirect({ phone: PHONE, amount: 20, account: "10234" });
    product.answer = { ResultCode: "C2B00012", ResultDesc: "Rejected" };
    await expect(pay()).rejects.toThrow("rejected (C2B00012)");
    product.status = 503;
    await expect(pay()).rejects.toThrow("no answer");
    expect(simulator.statement()).toEqual([]);
    product.status = 200;
    product.answer = { ResultCode: "0", ResultDesc: "Accepted" };
    const entry = await pay();
    await simulator.whenIdle();
    const [, , asked, confirmed] = product.received;
    expect([asked?.path, confirmed?.path]).toEqual(["/c2b/validate", "/c2b/confirm"]);
    expect(JSON.parse(asked?.body ?? "").TransID).toBe(entry.receipt);
  });
});

describe("receipts", () => {
  it("are dated and never repeat, also when many are paid at one moment", async () => {
    const entries = await Promise.all(
      Array.from({ length: 500 }, () =>
        simulator.payDirect({ phone: PHONE, amount: 1, account: "10234" }),
      ),
    );
    const receipts = entries.map((entry) => entry.receipt);
    expect(new Set(receipts).size).toBe(500);
    for (const receipt of receipts) expect(receipt).toMatch(/^UF1[A-Z0-9]{7}$/);
  });
});
