import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type DarajaSimulator,
  type DarajaSimulatorOptions,
  startDarajaSimulator,
} from "../../../simulators/daraja";
import { type Client, call, connect, type Product, startProduct } from "./client";

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

describe("the gateway", () => {
  it("knows no other path and no other method", async () => {
    expect((await client.post("/mpesa/nothing/v1", {})).json.errorCode).toBe("404.001.01");
    const got = await call(`${simulator.url}/mpesa/stkpush/v1/processrequest`);
    expect(got).toMatchObject({ status: 405, json: { errorCode: "405.001" } });
  });

  it("answers a target that is no address like an unknown path", async () => {
    const answer = new Promise<number | undefined>((resolve, reject) => {
      request({ port: simulator.port, path: "//" }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end();
    });
    expect(await answer).toBe(404);
  });

  it("answers a body of two megabytes like any that cannot be read", async () => {
    const answer = await client.post("/mpesa/stkpush/v1/processrequest", "x".repeat(2_000_000));
    expect(answer.json.errorCode).toBe("400.002.05");
  });
});
