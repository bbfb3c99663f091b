import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type DarajaSimulator,
  type DarajaSimulatorOptions,
  startDarajaSimulator,
} from "../../../simulators/daraja";
import { type Client, call, connect, PHONE, type Product, startProduct } from "./client";

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

describe("an STK query", () => {
  it("tells the result as text, without receipt or amount", async () => {
    const pushed = (await client.push()).json;
    await simulator.whenIdle();
    expect((await client.query(pushed.CheckoutRequestID)).json).toEqual({
      ResponseCode: "0",
      ResponseDescription: "The service request has been accepted successfully",
      MerchantRequestID: pushed.MerchantRequestID,
      CheckoutRequestID: pushed.CheckoutRequestID,
      ResultCode: "0",
      ResultDesc: "The service request is processed successfully.",
    });
  });

  it("is pending in the form asked for while the prompt is open", async () => {
    simulator.setMode("manual");
    const { CheckoutRequestID } = (await client.push()).json;
    expect(await client.query(CheckoutRequestID)).toMatchObject({
      status: 500,
      json: { errorCode: "500.001.1001", errorMessage: "The transaction is being processed" },
    });
    await start({ mode: "manual", pendingQuery: "4999" });
    const again = (await client.push()).json;
    expect(await client.query(again.CheckoutRequestID)).toMatchObject({
      status: 200,
      json: { ResultCode: "4999" },
    });
  });

  it("is refused for an unknown id, one of another form and a wrong password", async () => {
    const message = { errorMessage: "Bad Request - Invalid CheckoutRequestID" };
    expect((await client.query("ws_CO_010620260930417712345678")).json).toMatchObject(message);
    expect((await client.query("nonsense")).json).toMatchObject(message);
    const wrong = await client.query("ws_CO_010620260930417712345678", { Password: "x" });
    expect(wrong.json.errorMessage).toBe("Wrong credentials");
  });

  it("is answered 429 above five a minute, and again after the minute", async () => {
    const ask = async () => (await client.query("ws_CO_010620260930417712345678")).status;
    for (let n = 0; n < 5; n += 1) expect(await ask()).toBe(400);
    expect(await ask()).toBe(429);
    at = new Date("2026-06-01T06:31:41Z");
    expect(await ask()).toBe(400);
  });
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

describe("Pull", () => {
  const pull = (change = {}) =>
    client.post("/pulltransactions/v1/query", {
      ShortCode: simulator.shortcode,
      StartDate: "2026-06-01 08:00:00",
      EndDate: "2026-06-01 23:00:00",
      OffSetValue: "0",
      ...change,
    });

  it("lists both kinds of payment as an array in an array", async () => {
    await client.push();
    await simulator.payDirect({ phone: PHONE, amount: 20, account: "10234" });
    const [stk, direct] = simulator.statement();
    const row = {
      trxDate: "2026-06-01T09:30:41Z",
      msisdn: 712345678,
      sender: expect.any(String),
      transactiontype: "c2b-pay-bill-debit",
      organizationname: "DEMO ISP",
    };
    expect((await pull()).json).toEqual({
      ResponseRefID: expect.any(String),
      ResponseCode: "1000",
      ResponseMessage: "Success",
      Response: [
        [
          { ...row, transactionId: stk?.receipt, billreference: "23456789K7Q2", amount: "1500.00" },
          { ...row, transactionId: direct?.receipt, billreference: "10234", amount: "20.00" },
        ],
      ],
    });
  });

  it("counts its offset in rows, pages, and says 1001 with an empty inner array at the end", async () => {
    await start({ pullPageSize: 2 });
    for (const amount of [1, 2, 3]) {
      await simulator.payDirect({ phone: PHONE, amount, account: "10234" });
    }
    const amounts = async (OffSetValue: string) =>
      (await pull({ OffSetValue })).json.Response[0].map((row: { amount: string }) => row.amount);
    expect(await amounts("0")).toEqual(["1.00", "2.00"]);
    expect(await amounts("2")).toEqual(["3.00"]);
    expect((await pull({ OffSetValue: "3" })).json).toMatchObject({
      ResponseCode: "1001",
      Response: [[]],
    });
  });

  it("reads its window as East African time and forgets after 48 hours", async () => {
    await simulator.payDirect({ phone: PHONE, amount: 20, account: "10234" });
    const code = async (StartDate: string, EndDate: string) =>
      (await pull({ StartDate, EndDate })).json.ResponseCode;
    expect(await code("2026-06-01 09:30:41", "2026-06-01 09:30:41")).toBe("1000");
    expect(await code("2026-06-01 09:30:42", "2026-06-01 10:00:00")).toBe("1001");
    expect(await code("2026-06-01 06:00:00", "2026-06-01 09:30:40")).toBe("1001");
    at = new Date("2026-06-03T06:30:41Z");
    client = await connect(simulator, `${product.url}/stk/token-1`);
    expect(await code("2026-06-01 09:00:00", "2026-06-01 10:00:00")).toBe("1000");
    at = new Date("2026-06-03T06:30:42Z");
    expect(await code("2026-06-01 09:00:00", "2026-06-01 10:00:00")).toBe("1001");
  });

  it("registers once, and is closed before that", async () => {
    await start({ pullRegistered: false });
    expect((await pull()).json.errorCode).toBe("500.003.1001");
    const register = () =>
      client.post("/pulltransactions/v1/register", {
        ShortCode: simulator.shortcode,
        RequestType: "Pull",
        NominatedNumber: PHONE,
        CallBackURL: `${product.url}/pull`,
      });
    expect((await register()).json.ResponseStatus).toBe("1000");
    expect((await register()).json.ResponseStatus).toBe("1001");
    expect((await pull()).json.ResponseCode).toBe("1001");
  });

  it("refuses a date of another form", async () => {
    const answer = await pull({ EndDate: "2026-06-31 08:00:00" });
    expect(answer.json.errorMessage).toBe("Bad Request - Invalid EndDate");
  });
});

describe("the gateway", () => {
  it("knows no other path and no other method", async () => {
    expect((await client.post("/mpesa/nothing/v1", {})).json.errorCode).toBe("404.001.01");
    const got = await call(`${simulator.url}/mpesa/stkpush/v1/processrequest`);
    expect(got).toMatchObject({ status: 405, json: { errorCode: "405.001" } });
  });

  it("answers a body of two megabytes like any that cannot be read", async () => {
    const answer = await client.post("/mpesa/stkpush/v1/processrequest", "x".repeat(2_000_000));
    expect(answer.json.errorCode).toBe("400.002.05");
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

describe("the state file", () => {
  it("keeps statement, URLs and counter across a restart, and ends a prompt that was open", async () => {
    const folder = mkdtempSync(join(tmpdir(), "daraja-state-"));
    const stateFile = join(folder, "deep", "daraja.json");
    await start({ stateFile });
    simulator.registerC2b({ confirmationUrl: `${product.url}/c2b/confirm` });
    await simulator.payDirect({ phone: PHONE, amount: 20, account: "10234" });
    simulator.setMode("manual");
    const { CheckoutRequestID } = (await client.push()).json;
    const before = simulator.statement();

    await start({ stateFile });
    expect(simulator.statement()).toEqual(before);
    expect(simulator.prompts()).toEqual([]);
    expect((await client.query(CheckoutRequestID)).json.ResultCode).toBe("1037");
    const after = await simulator.payDirect({ phone: PHONE, amount: 20, account: "10234" });
    expect(after.receipt).not.toBe(before[0]?.receipt);
    await simulator.waitForDelivery((one) => one.receipt === after.receipt);
    rmSync(folder, { recursive: true });
  });
});

describe("the control API", () => {
  const control = (path: string, json?: unknown) => call(`${simulator.url}/_sim/${path}`, { json });

  it("scripts, shows and answers prompts, and tells the truth", async () => {
    simulator.setMode("manual");
    const { CheckoutRequestID } = (await client.push()).json;
    expect((await control(`prompts?phone=${PHONE}`)).json).toMatchObject([
      { id: CheckoutRequestID },
    ]);
    expect((await control(`prompts/${CheckoutRequestID}/pin`, { pin: "1" })).status).toBe(409);
    await control(`prompts/${CheckoutRequestID}/pin`, { pin: "4321" });
    await simulator.whenIdle();
    expect((await control("statement")).json).toMatchObject([{ amountCents: 150_000 }]);
    expect((await control("deliveries?kind=stk")).json).toMatchObject([{ status: 200 }]);
    expect((await control("requests")).json.at(-1)).toMatchObject({ kind: "push", status: 200 });
    await control("script", { phone: `+${PHONE}`, outcome: "cancel" });
    await client.push({ Amount: 20 });
    await simulator.whenIdle();
    expect((await control("attempts")).json.at(-1)).toMatchObject({ resultCode: "1032" });
    await control("c2b", { phone: PHONE, amount: 5, account: "10234" });
    expect((await control("statement")).json).toHaveLength(2);
    await control("reset", {});
    expect((await control("statement")).json).toEqual([]);
  });

  it("answers 400 with the reason for bad input, 409 for what cannot be, 404 for no route", async () => {
    const bad = await control("script", { outcome: "explode" });
    expect(bad).toMatchObject({ status: 400, json: { error: expect.stringContaining("outcome") } });
    expect((await control("prompts/nobody/cancel", {})).status).toBe(409);
    expect((await control("forged", { kind: "bad_token" })).status).toBe(409);
    expect((await control("nothing")).status).toBe(404);
  });

  it("does not take a form from another site", async () => {
    const answer = await call(`${simulator.url}/_sim/reset`, {
      method: "POST",
      body: "{}",
      headers: { "content-type": "text/plain" },
    });
    expect(answer.status).toBe(400);
  });
});
