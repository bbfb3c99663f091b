import { afterEach, beforeEach, expect, it } from "vitest";
import { type DarajaSimulator, startDarajaSimulator } from "../../../simulators/daraja";
import { call, PHONE } from "./client";

let at: Date;
let simulator: DarajaSimulator;

beforeEach(async () => {
  at = new Date("2026-06-01T06:30:41Z");
  simulator = await startDarajaSimulator({ now: () => at, openingBalance: 1_000 });
  const { receipt } = await simulator.payDirect({ phone: PHONE, amount: 1500.5, account: "A, 1" });
  at = new Date("2026-06-01T21:00:00Z");
  simulator.reversePayment(receipt);
});
afterEach(() => simulator.close());

const csv = async (query = "") =>
  (await call(`${simulator.url}/_sim/statement.csv${query}`)).text.split("\r\n");

it("shows money in and out, newest first, in the portal's columns", async () => {
  const [paid, gone] = simulator.statement();
  expect(await csv()).toEqual([
    "Account Holder:,DEMO ISP",
    "Short Code:,174379",
    "Account:,Utility Account",
    "Time Period:,From 01-06-2026 09:30:41 To 02-06-2026 00:00:00",
    "",
    "Receipt No.,Completion Time,Initiation Time,Details,Transaction Status,Paid In,Withdrawn,Balance,Balance Confirmed,Reason Type,Other Party Info,Linked Transaction ID,A/C No.",
    `${gone?.receipt},02-06-2026 00:00:00,02-06-2026 00:00:00,"Pay Bill Reversal to 2547 ***** 678 - WANJIKU Acc. A, 1",Completed,,"-1,500.50","1,000.00",true,Pay Bill Reversal,2547 ***** 678 - WANJIKU,${paid?.receipt},"A, 1"`,
    `${paid?.receipt},01-06-2026 09:30:41,01-06-2026 09:30:41,"Pay Bill Online from 2547 ***** 678 - WANJIKU Acc. A, 1",Completed,"1,500.50",,"2,500.50",true,Pay Bill Online,2547 ***** 678 - WANJIKU,,"A, 1"`,
    "",
  ]);
});

it("can be had for a time, with the balance as it was", async () => {
  const lines = await csv("?from=2026-06-01T20:00:00Z&to=2026-06-02T00:00:00Z");
  expect(lines).toHaveLength(8);
  expect(lines[6]).toContain('"1,000.00"');
  expect(await csv("?from=yesterday")).toEqual([
    JSON.stringify({ error: "from and to are ISO times, both optional" }),
  ]);
});
