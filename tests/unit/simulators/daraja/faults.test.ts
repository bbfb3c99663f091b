import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type DarajaSimulator,
  type FaultInput,
  type ScriptInput,
  startDarajaSimulator,
} from "../../../simulators/daraja";
import { type Client, connect, type Product, startProduct } from "./client";

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
const resultCodes = () => product.stkBodies().map((body) => body.ResultCode);

it("without a fault one payment gives one STK callback, then one C2B echo with the reference", async () => {
  await client.push();
  await simulator.whenIdle();
  expect(paths()).toEqual(["stk", "c2b"]);
  const [entry] = simulator.statement();
  expect(JSON.parse(product.received[1]?.body ?? "")).toMatchObject({
    TransactionType: "Pay Bill",
    TransID: entry?.receipt,
    TransAmount: "1500.00",
    BillRefNumber: "23456789K7Q2",
    MSISDN: "2547 ***** 678",
  });
});

it("a failed payment has no C2B echo", async () => {
  simulator.script({ outcome: "cancel" });
  await client.push();
  await simulator.whenIdle();
  expect(paths()).toEqual(["stk"]);
});

it("F1 calls back before the push is answered, also in manual mode", async () => {
  simulator.setMode("manual");
  simulator.script({ faults: [{ name: "F1" }] });
  const answered = client.push();
  await simulator.waitForDelivery((one) => one.kind === "stk");
  expect(simulator.requests("push")).toMatchObject([{ status: null }]);
  expect((await answered).json.ResponseCode).toBe("0");
  expect(simulator.requests("push")).toMatchObject([{ status: 200 }]);
});

it("F2 loses the reply although the customer pays", async () => {
  await expect(pushWith({ name: "F2" })).rejects.toThrow();
  await simulator.waitForDelivery((one) => one.kind === "stk");
  expect(simulator.statement()).toHaveLength(1);
});

it("F3 takes the money and tells nobody, but query and pull know", async () => {
  const answer = await pushWith({ name: "F3" });
  expect(product.received).toEqual([]);
  expect(simulator.statement()).toHaveLength(1);
  expect((await client.query(answer.json.CheckoutRequestID)).json.ResultCode).toBe("0");
});

describe("F4", () => {
  it("holds both callbacks back until they are released, once", async () => {
    const answer = await pushWith({ name: "F4" });
    expect(product.received).toEqual([]);
    expect(simulator.release("ws_CO_other")).toBe(0);
    expect(simulator.release(answer.json.CheckoutRequestID)).toBe(1);
    await simulator.whenIdle();
    expect(paths()).toEqual(["stk", "c2b"]);
    expect(simulator.release()).toBe(0);
  });

  it("sends them by itself after its delay", async () => {
    await pushWith({ name: "F4", delayMs: 30 });
    await simulator.waitForDelivery((one) => one.kind === "c2b_confirmation");
    expect(paths()).toEqual(["stk", "c2b"]);
  });

  it("can hold the STK callback alone", async () => {
    await pushWith({ name: "F4", hold: "stk" });
    expect(paths()).toEqual(["c2b"]);
    simulator.release();
    await simulator.whenIdle();
    expect(paths()).toEqual(["c2b", "stk"]);
  });
});

it("F5 repeats the callbacks one after another", async () => {
  await pushWith({ name: "F5", times: 4 });
  expect(paths()).toEqual(["stk", "stk", "stk", "stk", "c2b", "c2b", "c2b", "c2b"]);
  expect(new Set(product.received.slice(0, 4).map((one) => one.body)).size).toBe(1);
});

it("F6 sends identical callbacks at the same moment on connections of their own", async () => {
  let together = 0;
  simulator.subscribe(() => {
    const open = simulator.deliveries("stk").filter((one) => one.doneAt === null).length;
    together = Math.max(together, open);
  });
  await pushWith({ name: "F6", times: 50 });
  expect(paths().filter((path) => path === "stk")).toHaveLength(50);
  expect(together).toBeGreaterThan(40);
});

it("F7 sends the C2B confirmation first", async () => {
  await pushWith({ name: "F7" });
  expect(paths()).toEqual(["c2b", "stk"]);
});

it("F8 sends the C2B confirmation only", async () => {
  await pushWith({ name: "F8" });
  expect(paths()).toEqual(["c2b"]);
});

it("F7 and F8 are refused where no C2B URLs are registered", async () => {
  simulator.registerC2b(null);
  expect(() => simulator.script({ faults: [{ name: "F7" }] })).toThrow("F7 needs registered C2B");
  expect(() => simulator.setFaults([{ name: "F8" }])).toThrow("F8 needs registered C2B");
});

it("F9 calls back 1037, and later success for the same push with money", async () => {
  const answer = await pushWith({ name: "F9" });
  expect(resultCodes()).toEqual([1037]);
  expect(simulator.statement()).toEqual([]);
  expect((await client.query(answer.json.CheckoutRequestID)).json.ResultCode).toBe("1037");
  simulator.release();
  await simulator.whenIdle();
  expect(resultCodes()).toEqual([1037, 0]);
  expect(simulator.statement()).toHaveLength(1);
});

it("global faults hit every push until they are lifted", async () => {
  simulator.setFaults([{ name: "F3" }]);
  await client.push({ Amount: 10 });
  await simulator.whenIdle();
  await client.push({ Amount: 20 });
  await simulator.whenIdle();
  expect(product.received).toEqual([]);
  simulator.setFaults([]);
  await client.push({ Amount: 30 });
  await simulator.whenIdle();
  expect(paths()).toEqual(["stk", "c2b"]);
});

it("a callback that fails is logged and never sent again", async () => {
  product.status = 503;
  await client.push();
  await simulator.whenIdle();
  expect(simulator.deliveries()).toMatchObject([
    { kind: "stk", status: 503 },
    { kind: "c2b_confirmation", status: 503 },
  ]);
  expect(product.received).toHaveLength(2);
});

it("a callback to nobody is logged with its reason", async () => {
  await product.close();
  await client.push();
  await simulator.whenIdle();
  expect(simulator.deliveries("stk")).toMatchObject([{ status: null, error: "ECONNREFUSED" }]);
});
