import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type DarajaSimulator,
  type DarajaSimulatorOptions,
  startDarajaSimulator,
} from "../../../simulators/daraja";
import { type Client, connect, PHONE, type Product, startProduct } from "./client";

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
