import { afterEach, beforeEach, expect, it } from "vitest";
import { type DarajaSimulator, startDarajaSimulator } from "../../../simulators/daraja";
import { type Client, connect, PHONE, type Product, startProduct } from "./client";

const TILL = "5123456";
const STORE = "7654321";

let simulator: DarajaSimulator;
let product: Product;
let client: Client;

beforeEach(async () => {
  product = await startProduct();
  simulator = await startDarajaSimulator({
    mode: "auto",
    now: () => new Date("2026-06-01T06:30:41Z"),
    kind: "till",
    shortcode: TILL,
    storeNumber: STORE,
    c2b: { confirmationUrl: `${product.url}/c2b/token-2` },
  });
  client = await connect(simulator, `${product.url}/stk/token-1`);
});
afterEach(async () => {
  await simulator.close();
  await product.close();
});

const STAMP = "20260601093000";
const signedBy = (shortcode: string) => ({
  BusinessShortCode: Number(shortcode),
  Password: Buffer.from(shortcode + simulator.passkey + STAMP).toString("base64"),
  Timestamp: STAMP,
});
const buy = (change = {}) =>
  client.push({
    ...signedBy(STORE),
    TransactionType: "CustomerBuyGoodsOnline",
    PartyB: Number(TILL),
    ...change,
  });

it("is paid through its store; the echo and the list name no account", async () => {
  simulator.setMode("manual");
  await buy();
  expect((await simulator.waitForPrompt(PHONE)).text).toBe(
    "Do you want to pay KES 1,500 to DEMO ISP? Enter M-PESA PIN",
  );
  simulator.enterPin(PHONE);
  await simulator.whenIdle();
  expect(product.stkBodies()).toMatchObject([{ ResultCode: 0 }]);
  expect(JSON.parse(product.received[1]?.body ?? "")).toMatchObject({
    TransactionType: "Buy Goods",
    BusinessShortCode: TILL,
    BillRefNumber: "",
  });
  const list = await client.post("/pulltransactions/v1/query", {
    ShortCode: TILL,
    StartDate: "2026-06-01 09:00:00",
    EndDate: "2026-06-01 10:00:00",
    OffSetValue: "0",
  });
  expect(list.json.Response[0]).toMatchObject([
    { transactiontype: "c2b-buy-goods-debit", billreference: "" },
  ]);
});

it.each([
  ["a Paybill's command", { TransactionType: "CustomerPayBillOnline" }, 2028],
  ["the store for the till", { PartyB: Number(STORE) }, "SFC_IC0003"],
])("%s is accepted, and ends without a prompt", async (_, change, code) => {
  expect((await buy(change)).json.ResponseCode).toBe("0");
  await simulator.whenIdle();
  expect(product.stkBodies()).toMatchObject([{ ResultCode: code }]);
  expect(simulator.statement()).toEqual([]);
});

it("does not let the till sign for the store", async () => {
  expect((await buy(signedBy(TILL))).json.errorMessage).toBe("Merchant does not exist");
});

it("a Paybill does not sell as a till", async () => {
  const paybill = await startDarajaSimulator({ mode: "auto" });
  const other = await connect(paybill, `${product.url}/stk/token-1`);
  await other.push({ TransactionType: "CustomerBuyGoodsOnline" });
  await paybill.whenIdle();
  expect(product.stkBodies()).toMatchObject([{ ResultCode: 2028 }]);
  await paybill.close();
});

it("registers C2B addresses by till or store, and nobody else's", async () => {
  simulator.registerC2b(null);
  const register = (ShortCode: string) =>
    client.post("/mpesa/c2b/v2/registerurl", {
      ShortCode,
      ResponseType: "Completed",
      ConfirmationURL: `${product.url}/c2b/confirm`,
      ValidationURL: `${product.url}/c2b/validate`,
    });
  expect((await register("600984")).json.errorMessage).toBe("Bad Request - Invalid ShortCode");
  expect((await register(STORE)).json.ResponseCode).toBe("0");
  expect(simulator.c2bUrls()).toMatchObject({ confirmationUrl: `${product.url}/c2b/confirm` });
  expect((await register(TILL)).json.errorMessage).toBe("Urls are already registered");
});
