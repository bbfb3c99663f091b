import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type DarajaSimulator, startDarajaSimulator } from "../../../simulators/daraja";
import { type Client, connect, PHONE, type Product, startProduct } from "./client";

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

describe("a prompt", () => {
  const ends = async (act: () => void) => {
    await client.push();
    act();
    await simulator.whenIdle();
    const [body] = product.stkBodies();
    expect(body).not.toHaveProperty("CallbackMetadata");
    expect(simulator.statement()).toEqual([]);
    expect(simulator.prompts()).toEqual([]);
    return body?.ResultCode;
  };

  it("that is cancelled calls back 1032 and moves no money", async () => {
    expect(await ends(() => simulator.cancel(PHONE))).toBe(1032);
  });
  it("with the wrong PIN calls back 2001 and moves no money", async () => {
    expect(await ends(() => simulator.enterPin(PHONE, "0000"))).toBe(2001);
  });
  it("that times out by hand calls back 1037 and moves no money", async () => {
    expect(await ends(() => simulator.timeout(PHONE))).toBe(1037);
  });

  it("that nobody answers times out by itself", async () => {
    const brief = await startDarajaSimulator({ promptSeconds: 0.05 });
    await (await connect(brief, `${product.url}/stk/x`)).push();
    await brief.waitForDelivery((one) => one.kind === "stk");
    expect(product.stkBodies()).toMatchObject([
      { ResultCode: 1037, ResultDesc: "DS timeout user cannot be reached" },
    ]);
    await brief.close();
  });

  it("takes four digits only, and one answer only", async () => {
    await client.push();
    expect(() => simulator.enterPin(PHONE, "12a4")).toThrow("a PIN has 4 digits");
    simulator.enterPin(PHONE);
    expect(() => simulator.enterPin(PHONE)).toThrow("no open prompt");
    await simulator.whenIdle();
    expect(simulator.statement()).toHaveLength(1);
  });
});

describe("scripts", () => {
  it("decide the next matching push only, by phone and amount", async () => {
    simulator.script({ phone: PHONE, amount: 20, outcome: "insufficient" });
    simulator.script({ outcome: { code: "SFC_IC0003", description: "No operator" } });
    const outcome = async (change: Record<string, unknown>) => {
      await client.push(change);
      await simulator.whenIdle();
      return simulator.attempts().at(-1)?.resultCode;
    };
    expect(await outcome({ Amount: 30 })).toBe("SFC_IC0003");
    expect(await outcome({ Amount: 20 })).toBe("1");
    expect(await outcome({ Amount: 20 })).toBeNull();
    expect(product.stkBodies().map((body) => body.ResultCode)).toEqual(["SFC_IC0003", 1]);
  });

  it("in auto mode give way to success, and can still ask for the phone", async () => {
    simulator.setMode("auto");
    simulator.script({ outcome: "manual" });
    await client.push();
    expect(simulator.prompts()).toHaveLength(1);
    simulator.cancel(PHONE);
    await simulator.whenIdle();
    await client.push();
    await simulator.whenIdle();
    expect(simulator.statement()).toHaveLength(1);
  });
});
