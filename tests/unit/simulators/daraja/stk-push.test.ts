import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type DarajaSimulator, startDarajaSimulator } from "../../../simulators/daraja";
import {
  basic,
  type Client,
  call,
  connect,
  getToken,
  PHONE,
  type Product,
  startProduct,
} from "./client";

let simulator: DarajaSimulator;
let product: Product;
let client: Client;

beforeEach(async () => {
  product = await startProduct();
  simulator = await startDarajaSimulator({ queryQuota: null });
  client = await connect(simulator, `${product.url}/stk/token-1`);
});
afterEach(async () => {
  await simulator.close();
  await product.close();
});

describe("access tokens", () => {
  it("come with expires_in as text, and only for the right key and secret", async () => {
    const url = `${simulator.url}/oauth/v1/generate?grant_type=client_credentials`;
    const good = await call(url, { headers: basic(simulator) });
    expect(good.json).toEqual({ access_token: expect.any(String), expires_in: "3599" });
    const bad = await call(url, { headers: { authorization: "Basic eDp5" } });
    expect(bad).toMatchObject({ status: 400, json: { errorCode: "400.008.01" } });
  });

  it("stop to work when a newer one is issued", async () => {
    await getToken(simulator);
    const answer = await client.push();
    expect(answer.status).toBe(404);
    expect(answer.json).toEqual({
      requestId: expect.any(String),
      errorCode: "404.001.03",
      errorMessage: "Invalid Access Token",
    });
  });

  it("stop to work after their time and on command", async () => {
    let at = new Date("2026-06-01T06:30:00Z");
    const timed = await startDarajaSimulator({ now: () => at, tokenTtlSeconds: 100 });
    const early = await connect(timed, `${product.url}/stk/x`);
    at = new Date("2026-06-01T06:31:39Z");
    expect((await early.push({ Amount: 0 })).json.errorCode).toBe("400.002.02");
    at = new Date("2026-06-01T06:31:40Z");
    expect((await early.push({ Amount: 0 })).json.errorCode).toBe("404.001.03");
    await timed.close();
    simulator.expireTokens();
    expect((await client.push()).json.errorCode).toBe("404.001.03");
  });
});

describe("a push", () => {
  it("is answered as accepted, prompts the phone, and calls back with numbers after the PIN", async () => {
    const answer = await client.push();
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      MerchantRequestID: expect.stringMatching(
        /^[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\d{8}$/,
      ),
      CheckoutRequestID: expect.stringMatching(/^ws_CO_\d{14}\d{1,4}712345678$/),
      ResponseCode: "0",
      ResponseDescription: "Success. Request accepted for processing",
      CustomerMessage: "Success. Request accepted for processing",
    });
    const prompt = await simulator.waitForPrompt(`+${PHONE}`);
    expect(prompt).toMatchObject({ id: answer.json.CheckoutRequestID, amount: 1500 });
    expect(prompt.text).toBe(
      "Do you want to pay KES 1,500 to DEMO ISP account 23456789K7Q2? Enter M-PESA PIN",
    );
    expect(simulator.statement()).toEqual([]);

    simulator.enterPin(PHONE);
    await simulator.whenIdle();
    const [entry] = simulator.statement();
    expect(entry).toMatchObject({
      kind: "stk",
      amountCents: 150_000,
      msisdn: PHONE,
      account: "23456789K7Q2",
      checkoutRequestId: answer.json.CheckoutRequestID,
    });
    expect(entry?.receipt).toMatch(/^[A-Z0-9]{10}$/);
    expect(product.received).toHaveLength(1);
    expect(product.received[0]?.body).toContain('{"Name":"Amount","Value":1500.00}');
    expect(product.stkBodies()).toEqual([
      {
        MerchantRequestID: answer.json.MerchantRequestID,
        CheckoutRequestID: answer.json.CheckoutRequestID,
        ResultCode: 0,
        ResultDesc: "The service request is processed successfully.",
        CallbackMetadata: {
          Item: [
            { Name: "Amount", Value: 1500 },
            { Name: "MpesaReceiptNumber", Value: entry?.receipt },
            { Name: "Balance" },
            { Name: "TransactionDate", Value: expect.any(Number) },
            { Name: "PhoneNumber", Value: 254712345678 },
          ],
        },
      },
    ]);
    expect(simulator.deliveries()).toMatchObject([{ kind: "stk", status: 200, error: null }]);
  });

  it("writes stamps and receipt in East African time", async () => {
    const at = new Date("2026-05-31T21:30:41.007Z");
    const timed = await startDarajaSimulator({ now: () => at });
    const timedClient = await connect(timed, `${product.url}/stk/x`);
    const answer = await timedClient.push();
    expect(answer.json.CheckoutRequestID).toBe("ws_CO_010620260030417712345678");
    timed.enterPin(PHONE);
    await timed.whenIdle();
    expect(product.received[0]?.body).toContain('"TransactionDate","Value":20260601003041');
    expect(timed.statement()[0]?.receipt).toMatch(/^UF1[A-Z0-9]{7}$/);
    await timed.close();
  });

  it.each([
    [
      "a foreign shortcode",
      { BusinessShortCode: 600000 },
      500,
      "500.001.1001",
      "Merchant does not exist",
    ],
    ["a wrong password", { Password: "bm8=" }, 500, "500.001.1001", "Wrong credentials"],
    [
      "a timestamp in another form",
      { Timestamp: "2026-06-01 09:30" },
      400,
      "400.002.02",
      "Bad Request - Invalid Timestamp",
    ],
    [
      "a timestamp that is no date",
      { Timestamp: "20260231093000" },
      400,
      "400.002.02",
      "Bad Request - Invalid Timestamp",
    ],
    [
      "a fraction of a shilling",
      { Amount: 10.5 },
      400,
      "400.002.02",
      "Bad Request - Invalid Amount",
    ],
    ["no money", { Amount: 0 }, 400, "400.002.02", "Bad Request - Invalid Amount"],
    [
      "a phone of another form",
      { PhoneNumber: "0712345678", PartyA: PHONE },
      400,
      "400.002.02",
      "Bad Request - Invalid PhoneNumber",
    ],
    [
      "a word that Daraja forbids",
      { CallBackURL: "https://x.example/api/MPesa/1" },
      400,
      "400.002.02",
      "Bad Request - Invalid CallBackURL",
    ],
    [
      "plain HTTP outside this machine",
      { CallBackURL: "http://x.example/stk" },
      400,
      "400.002.02",
      "Bad Request - Invalid CallBackURL",
    ],
    [
      "a reference that is too long",
      { AccountReference: "1234567890123" },
      400,
      "400.002.02",
      "Bad Request - Invalid AccountReference",
    ],
    [
      "no description",
      { TransactionDesc: undefined },
      400,
      "400.002.02",
      "Bad Request - Invalid Remarks",
    ],
  ])("is refused for %s", async (_what, change, status, errorCode, errorMessage) => {
    const answer = await client.push(change);
    expect(answer.status).toBe(status);
    expect(answer.json).toEqual({ requestId: expect.any(String), errorCode, errorMessage });
    expect(simulator.attempts()).toEqual([]);
  });

  it("is refused for a body that is no JSON object, and for a wrong content type", async () => {
    const url = `${simulator.url}/mpesa/stkpush/v1/processrequest`;
    const authorization = `Bearer ${await getToken(simulator)}`;
    const broken = await call(url, { method: "POST", body: "{", headers: { authorization } });
    expect(broken.json.errorCode).toBe("400.002.05");
    const headers = { authorization, "content-type": "text/plain" };
    const typed = await call(url, { method: "POST", body: "{}", headers });
    expect(typed.json.errorMessage).toBe("Bad Request - Invalid BusinessShortCode");
  });

  it("is refused while a prompt is open on that phone, and accepted on another", async () => {
    await client.push();
    const second = await client.push({ Amount: 20 });
    expect(second.status).toBe(500);
    expect(second.json).toMatchObject({
      errorCode: "500.001.1001",
      errorMessage:
        "Unable to lock subscriber, a transaction is already in process for the current subscriber",
    });
    expect((await client.push({ PhoneNumber: 254110000001 })).status).toBe(200);
    simulator.cancel(PHONE);
    await simulator.whenIdle();
    expect((await client.push({ Amount: 20 })).status).toBe(200);
  });

  it("of the same amount within two minutes of a payment ends with 17, without a prompt", async () => {
    let at = new Date("2026-06-01T06:30:00Z");
    const timed = await startDarajaSimulator({ now: () => at });
    const timedClient = await connect(timed, `${product.url}/stk/x`);
    const pay = async (change = {}) => {
      await timedClient.push(change);
      const [prompt] = timed.prompts();
      if (prompt) timed.enterPin(prompt.id);
      await timed.whenIdle();
      return timed.attempts().at(-1)?.resultCode;
    };
    expect(await pay()).toBe("0");
    at = new Date("2026-06-01T06:31:59Z");
    expect(await pay()).toBe("17");
    expect(await pay({ Amount: 1400 })).toBe("0");
    at = new Date("2026-06-01T06:32:00Z");
    expect(await pay()).toBe("0");
    expect(product.stkBodies().map((body) => body.ResultCode)).toEqual([0, 17, 0, 0]);
    await timed.close();
  });

  it("may repeat a payment at once where that rule is switched off", async () => {
    const free = await startDarajaSimulator({ duplicateWindowSeconds: 0, mode: "auto" });
    const freeClient = await connect(free, `${product.url}/stk/x`);
    for (let n = 0; n < 2; n += 1) {
      await freeClient.push();
      await free.whenIdle();
    }
    const receipts = free.statement().map((entry) => entry.receipt);
    expect(new Set(receipts).size).toBe(2);
    await free.close();
  });

  it("for another product or above the limit ends without a prompt", async () => {
    await client.push({ TransactionType: "CustomerBuyGoodsOnline" });
    await simulator.whenIdle();
    await client.push({ Amount: 250_001 });
    await simulator.whenIdle();
    expect(product.stkBodies().map((body) => body.ResultCode)).toEqual([2028, 3]);
  });
});
