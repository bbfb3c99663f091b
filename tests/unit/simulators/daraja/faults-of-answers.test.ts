import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type DarajaSimulator,
  type FaultInput,
  type ScriptInput,
  startDarajaSimulator,
} from "../../../simulators/daraja";
import { type Client, connect, PHONE, type Product, startProduct } from "./client";

let simulator: DarajaSimulator;
let product: Product;
let client: Client;

beforeEach(async () => {
  product = await startProduct();
  simulator = await startDarajaSimulator({
    mode: "auto",
    queryQuota: null,
    c2b: { confirmationUrl: `${product.url}/c2b/token-2` },
  });
  client = await connect(simulator, `${product.url}/stk/token-1`);
});
afterEach(async () => {
  await simulator.close();
  await product.close();
});

async function pushWith(fault: FaultInput, script: Omit<ScriptInput, "faults"> = {}) {
  simulator.script({ ...script, faults: [fault] });
  const answer = await client.push();
  await simulator.whenIdle();
  return answer;
}
const paths = () => product.received.map((one) => one.path.split("/")[1]);
const _resultCodes = () => product.stkBodies().map((body) => body.ResultCode);

describe("F10", () => {
  it.each([
    ["4999", 200, { ResultCode: "4999", ResultDesc: "The transaction is still under processing" }],
    [
      "being_processed",
      500,
      { errorCode: "500.001.1001", errorMessage: "The transaction is being processed" },
    ],
    ["invalid_id", 400, { errorMessage: "Bad Request - Invalid CheckoutRequestID" }],
    ["429", 429, { fault: { detail: { errorcode: "policies.ratelimit.SpikeArrestViolation" } } }],
  ] as const)(
    "answers a query with %s, as often as told, then with the truth",
    async (lie, status, json) => {
      const answer = await pushWith({ name: "F10", answer: lie, times: 2 });
      for (let n = 0; n < 2; n += 1) {
        expect(await client.query(answer.json.CheckoutRequestID)).toMatchObject({ status, json });
      }
      expect((await client.query(answer.json.CheckoutRequestID)).json.ResultCode).toBe("0");
    },
  );
});

it("F11 lets only the query know, until it is released", async () => {
  const answer = await pushWith({ name: "F11" });
  expect((await client.query(answer.json.CheckoutRequestID)).json.ResultCode).toBe("0");
  expect(product.received).toEqual([]);
  expect(await pulled()).toEqual([]);
  simulator.release();
  await simulator.whenIdle();
  expect(paths()).toEqual(["stk", "c2b"]);
  expect(await pulled()).toEqual([simulator.statement()[0]?.receipt]);
});

async function pulled(): Promise<string[]> {
  const day = (offset: number) =>
    new Date(Date.now() + 3 * 3_600_000 + offset * 86_400_000)
      .toISOString()
      .slice(0, 19)
      .replace("T", " ");
  const answer = await client.post("/pulltransactions/v1/query", {
    ShortCode: simulator.shortcode,
    StartDate: day(-1),
    EndDate: day(1),
    OffSetValue: "0",
  });
  return answer.json.Response[0].map((row: { transactionId: string }) => row.transactionId);
}

it.each([
  [{ amount: "string" }, '"Value":"1500.00"'],
  [{ amount: "integer" }, '"Name":"Amount","Value":1500}'],
  [{ amount: "decimal" }, '"Name":"Amount","Value":1500.00}'],
] as const)("F12 writes the amount as %o", async (shape, text) => {
  await pushWith({ name: "F12", ...shape });
  expect(product.received[0]?.body).toContain(text);
});

it("F12 leaves items out and turns their order round", async () => {
  await pushWith({ name: "F12", omit: ["PhoneNumber"], balance: "omit", reverse: true });
  const metadata = product.stkBodies()[0]?.CallbackMetadata as { Item: { Name: string }[] };
  const names = metadata.Item.map((item) => item.Name);
  expect(names).toEqual(["TransactionDate", "MpesaReceiptNumber", "Amount"]);
});

it("F13 writes the C2B MSISDN hashed or plain", async () => {
  await pushWith({ name: "F13", msisdn: "plain" }, { amount: 1500 });
  expect(product.received.at(-1)?.body).toContain(`"MSISDN":"${PHONE}"`);
});

describe("F14", () => {
  it("sends forged callbacks before the genuine one and moves no money by them", async () => {
    await pushWith({
      name: "F14",
      kinds: ["bad_token", "wrong_amount", "unknown_id", "broken_json", "oversize", "fake_success"],
    });
    const [badToken, wrongAmount, unknownId, broken, oversize, fake, genuine] = product.received;
    expect(badToken?.path).toMatch(/^\/stk\/[0-9a-f]{32}$/);
    expect(wrongAmount?.body).toContain('"Value":15001.00');
    expect(wrongAmount?.path).toBe("/stk/token-1");
    const id = simulator.attempts()[0]?.checkoutRequestId ?? "?";
    expect(unknownId?.body).not.toContain(id);
    expect(() => JSON.parse(broken?.body ?? "")).toThrow();
    expect(oversize?.body.length).toBeGreaterThan(65_536);
    const [entry] = simulator.statement();
    expect(fake?.body).toContain(id);
    expect(fake?.body).not.toContain(entry?.receipt);
    expect(genuine?.body).toContain(entry?.receipt);
    expect(simulator.statement()).toHaveLength(1);
  });

  it("on demand reuses the receipt of an earlier payment, from another address", async () => {
    await client.push();
    await simulator.whenIdle();
    simulator.script({ outcome: "manual" });
    await client.push({ Amount: 20, PhoneNumber: 254110000001 });
    const delivery = await simulator.sendForged({
      kind: "reused_receipt",
      fromAddress: "127.0.0.66",
      headers: { "x-forwarded-for": "203.0.113.9" },
    });
    expect(delivery).toMatchObject({ kind: "forged", status: 200 });
    const last = product.received.at(-1);
    expect(last?.body).toContain(simulator.statement()[0]?.receipt);
    expect(last?.body).toContain(simulator.attempts().at(-1)?.checkoutRequestId);
    expect(last).toMatchObject({
      remoteAddress: "127.0.0.66",
      headers: { "x-forwarded-for": "203.0.113.9" },
    });
  });
});

describe("F15", () => {
  it("answers a push with an HTML 500 and prompts nobody", async () => {
    const answer = await pushWith({ name: "F15", at: "push", kind: "html500" });
    expect(answer).toMatchObject({ status: 500, json: undefined });
    expect(answer.text).toContain("<html>");
    expect(simulator.attempts()).toEqual([]);
  });

  it("cuts the JSON of a push that was accepted", async () => {
    const answer = await pushWith({ name: "F15", at: "push", kind: "truncated" });
    expect(answer).toMatchObject({ status: 200, json: undefined });
    expect(simulator.statement()).toHaveLength(1);
  });

  it("stalls a push while the customer already pays", async () => {
    simulator.script({ faults: [{ name: "F15", at: "push", kind: "stall" }] });
    const pushed = client.push();
    await simulator.waitForDelivery((one) => one.kind === "stk");
    expect(simulator.requests("push")).toMatchObject([{ status: null }]);
    simulator.reset();
    await pushed;
  });

  it("spoils one query, then tells the truth", async () => {
    const answer = await pushWith({ name: "F15", at: "query", kind: "html500" });
    const id = answer.json.CheckoutRequestID;
    expect((await client.query(id)).status).toBe(500);
    expect((await client.query(id)).json.ResultCode).toBe("0");
  });

  it("spoils the next token", async () => {
    simulator.script({ faults: [{ name: "F15", at: "token", kind: "truncated" }] });
    await expect(connect(simulator, `${product.url}/stk/x`)).rejects.toThrow();
    await connect(simulator, `${product.url}/stk/x`);
  });
});
