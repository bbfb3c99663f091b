import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type DarajaSimulator, startDarajaSimulator } from "../../../simulators/daraja";
import { type Client, connect, PHONE, type Product, startProduct } from "./client";

let simulator: DarajaSimulator;
let product: Product;
let client: Client;
const at = new Date("2026-06-01T06:30:41Z");

beforeEach(async () => {
  product = await startProduct();
  simulator = await startDarajaSimulator({ mode: "auto", pullPageSize: 2, now: () => at });
  client = await connect(simulator, `${product.url}/stk/token-1`);
});
afterEach(async () => {
  await simulator.close();
  await product.close();
});

const pull = (offset = 0) =>
  client.post("/pulltransactions/v1/query", {
    ShortCode: simulator.shortcode,
    StartDate: "2026-06-01 08:00:00",
    EndDate: "2026-06-01 23:00:00",
    OffSetValue: String(offset),
  });
const amounts = async (offset: number) =>
  (await pull(offset)).json.Response[0].map((row: { amount: string }) => Number(row.amount));
const payByHand = (amount: number) =>
  simulator.payDirect({ phone: PHONE, amount, account: "23456789" });

describe("F19", () => {
  beforeEach(async () => {
    for (const amount of [1, 2, 3]) await payByHand(amount);
  });

  it("lists rows several times", async () => {
    simulator.setFaults([{ name: "F19", copies: 2 }]);
    expect(await amounts(0)).toEqual([1, 1]);
    expect(await amounts(2)).toEqual([2, 2]);
  });

  it("lists rows of the page before again, and still ends", async () => {
    simulator.setFaults([{ name: "F19", copies: 1, overlap: 1 }]);
    expect(await amounts(0)).toEqual([1, 2]);
    expect(await amounts(2)).toEqual([2, 3]);
    expect(await amounts(3)).toEqual([]);
  });

  it("scripted, strikes the next list only", async () => {
    simulator.script({ faults: [{ name: "F19", copies: 3 }] });
    expect(await amounts(0)).toEqual([1, 1]);
    expect(await amounts(0)).toEqual([1, 2]);
  });
});

describe("F20", () => {
  it("scripted, kills the token of the next call, with the code asked for", async () => {
    simulator.script({ faults: [{ name: "F20", as: "401.003.01" }] });
    expect(await pull()).toMatchObject({ status: 401, json: { errorCode: "401.003.01" } });
    expect((await pull()).json.errorCode).toBe("404.001.03");
    client = await connect(simulator, "");
    expect((await pull()).status).toBe(200);
  });

  it("set for every call, lets each token live for so many", async () => {
    simulator.setFaults([{ name: "F20", afterCalls: 2 }]);
    const statuses = async () => [await pull(), await pull(), await pull()].map((a) => a.status);
    expect(await statuses()).toEqual([200, 200, 404]);
    client = await connect(simulator, "");
    expect(await statuses()).toEqual([200, 200, 404]);
  });
});

it.each([
  ["html500", 500],
  ["truncated", 200],
] as const)("F15 spoils the list as %s", async (kind, status) => {
  simulator.script({ faults: [{ name: "F15", at: "pull", kind }] });
  expect(await pull()).toMatchObject({ status, json: undefined });
  expect((await pull()).json.ResponseCode).toBe("1001");
});

it("a scripted fault of a call does not use up a push's script", async () => {
  simulator.script({ faults: [{ name: "F20" }, { name: "F19" }] });
  client = await connect(simulator, `${product.url}/stk/token-1`);
  simulator.script({ outcome: "cancel" });
  await client.push();
  client = await connect(simulator, `${product.url}/stk/token-1`);
  await client.push();
  await simulator.whenIdle();
  expect(product.stkBodies()).toMatchObject([{ ResultCode: 1032 }]);
});
