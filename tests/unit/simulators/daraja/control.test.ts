import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
    const counter = () => JSON.parse(readFileSync(stateFile, "utf8")).receiptCounter;
    const counted = counter();

    await start({ stateFile });
    expect(simulator.statement()).toEqual(before);
    expect(simulator.prompts()).toEqual([]);
    expect((await client.query(CheckoutRequestID)).json.ResultCode).toBe("1037");
    const after = await simulator.payDirect({ phone: PHONE, amount: 20, account: "10234" });
    expect(counter()).toBe(counted + 1);
    await simulator.waitForDelivery((one) => one.receipt === after.receipt);
    rmSync(folder, { recursive: true });
  });
});

it("reads a state file from before money could leave", async () => {
  const folder = mkdtempSync(join(tmpdir(), "daraja-state-"));
  const stateFile = join(folder, "daraja.json");
  const entry = {
    receipt: "UF1AB2CD3E",
    kind: "c2b",
    amountCents: 2_000,
    msisdn: PHONE,
    account: "10234",
    at: at.toISOString(),
    checkoutRequestId: null,
  };
  const before = {
    receiptCounter: 7,
    pullRegistered: true,
    c2b: null,
    statement: [entry],
    attempts: [],
  };
  writeFileSync(stateFile, JSON.stringify(before));
  await start({ stateFile });
  expect(simulator.statement()).toEqual([{ ...entry, direction: "in", linkedReceipt: null }]);
  expect(simulator.reversePayment(entry.receipt)).toMatchObject({ direction: "out" });
  rmSync(folder, { recursive: true });
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
