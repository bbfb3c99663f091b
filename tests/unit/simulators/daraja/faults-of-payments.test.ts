import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type DarajaSimulator,
  type DirectPaymentInput,
  type FaultInput,
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

async function pushWith(...faults: FaultInput[]) {
  simulator.script({ faults });
  const answer = await client.push();
  await simulator.whenIdle();
  return answer.json.CheckoutRequestID as string;
}
const payByHand = (faults: DirectPaymentInput["faults"]) =>
  simulator.payDirect({ phone: PHONE, amount: 20, account: "23456789", faults });
const echoes = () =>
  product.received.filter((one) => one.path.startsWith("/c2b/")).map((one) => JSON.parse(one.body));
const kinds = () => simulator.statement().map((entry) => entry.kind);

it.each([
  ["masked", "2547 ***** 678"],
  ["hashed", expect.stringMatching(/^[0-9a-f]{64}$/)],
  ["plain", PHONE],
  ["absent", undefined],
] as const)("F13 writes the payer's number %s, after a push and by hand", async (msisdn, form) => {
  await pushWith({ name: "F13", msisdn });
  await payByHand([{ name: "F13", msisdn }]);
  await simulator.whenIdle();
  expect(echoes().map((body) => body.MSISDN)).toEqual([form, form]);
});

describe("F16", () => {
  it.each([
    ["swapped", "23456798"],
    ["cut", "2345678"],
    ["lower", "23456789"],
    ["spaced", "2345 6789"],
    ["dashed", "2345-6789"],
    ["phone", "0712345678"],
    ["empty", ""],
    ["other", "NO SUCH ACCOUNT"],
  ] as const)("types the account %s: %j", async (typed, account) => {
    const entry = await payByHand([{ name: "F16", typed }]);
    await simulator.whenIdle();
    expect(entry.account).toBe(account);
    expect(echoes()).toMatchObject([{ BillRefNumber: account }]);
  });

  it("types exactly what is given, also in the echo of a push", async () => {
    await pushWith({ name: "F16", account: "mama njeri" });
    expect(echoes()).toMatchObject([{ BillRefNumber: "mama njeri" }]);
    expect(simulator.attempts()[0]?.accountReference).toBe("23456789K7Q2");
  });
});

describe("F17", () => {
  it("takes the money away again at release, without a word", async () => {
    const id = await pushWith({ name: "F17" });
    expect(kinds()).toEqual(["stk"]);
    const told = product.received.length;
    simulator.release(id);
    await simulator.whenIdle();
    const [paid, gone] = simulator.statement();
    expect(gone).toMatchObject({
      kind: "reversal",
      direction: "out",
      amountCents: paid?.amountCents,
      linkedReceipt: paid?.receipt,
    });
    expect(product.received).toHaveLength(told);
  });

  it("takes a payment by hand away by itself after its delay, once", async () => {
    const { receipt } = await payByHand([{ name: "F17", delayMs: 20 }]);
    await simulator.whenIdle();
    await expect.poll(kinds).toEqual(["c2b", "reversal"]);
    expect(() => simulator.reversePayment(receipt)).toThrow("already been reversed");
  });

  it("happens on demand; what never came cannot go back, nor money that is gone", async () => {
    const { receipt } = await payByHand([]);
    expect(() => simulator.reversePayment("UF1AB2CD3E")).toThrow("is invalid");
    expect(simulator.reversePayment(receipt)).toMatchObject({ linkedReceipt: receipt });
    await simulator.whenIdle();
    expect(kinds()).toEqual(["c2b", "reversal"]);
  });
});

describe("F18", () => {
  it("ends with a code that nobody knows; callback and query agree, no money moves", async () => {
    const id = await pushWith({ name: "F18", code: 4242 });
    expect(product.stkBodies()).toMatchObject([{ ResultCode: 4242 }]);
    expect(product.stkBodies()[0]).not.toHaveProperty("CallbackMetadata");
    expect((await client.query(id)).json.ResultCode).toBe("4242");
    expect(kinds()).toEqual([]);
  });

  it("may hide money that moved: only the echo and the lists know it", async () => {
    await pushWith({ name: "F18", code: "X1", moneyMoves: true });
    expect(product.stkBodies()).toMatchObject([{ ResultCode: "X1" }]);
    expect(product.stkBodies()[0]).not.toHaveProperty("CallbackMetadata");
    expect(echoes()).toMatchObject([{ TransID: simulator.statement()[0]?.receipt }]);
  });
});

describe("a payment by hand", () => {
  it("may be told to nobody (F3), or late (F4)", async () => {
    await payByHand([{ name: "F3" }]);
    const late = await payByHand([{ name: "F4" }]);
    await simulator.whenIdle();
    expect(echoes()).toEqual([]);
    expect(simulator.release(late.receipt)).toBe(1);
    await simulator.whenIdle();
    expect(echoes()).toMatchObject([{ TransID: late.receipt }]);
  });

  it("may be told several times, one after another (F5) or at once (F6)", async () => {
    await payByHand([{ name: "F5", times: 3 }]);
    await simulator.whenIdle();
    expect(new Set(product.received.map((one) => one.body)).size).toBe(1);
    await payByHand([{ name: "F6", times: 20 }]);
    await simulator.whenIdle();
    expect(echoes()).toHaveLength(23);
  });

  it("does not take a push's faults", () =>
    expect(payByHand(JSON.parse('[{"name":"F9"}]'))).rejects.toThrow("Invalid"));
});
