import { and, count, eq } from "drizzle-orm";
import { afterAll, describe, expect, test } from "vitest";
import { createContext } from "@/lib/context";
import { schema } from "@/lib/db";
import {
  listQuarantined,
  postReceiptlessPayments,
  pullPayments,
  settle,
  storeCallback,
} from "@/services/payments";
import { openHookToken } from "@/services/payments/credentials";
import { keepUnreadableRows } from "@/services/payments/keep-unreadable-rows";
import { openMpesaChannel } from "@/services/payments/open-channel";
import { listPayments } from "@/services/reports";
import type { FaultInput } from "@/tests/simulators/daraja/types";
import { expectBooksInOrder, waitFor } from "@/tests/support";
import { claimTools, payUnheard } from "./requests-support";
import { createPaymentWorld, PRICE_CENTS } from "./support";

const world = await createPaymentWorld();
const { daraja, db, job, judged, channelId, now, isp } = world;
const { asked, withoutPull } = claimTools(world);
const { channel } = await openMpesaChannel(job, channelId);
const token = openHookToken(channelId, channel.hookTokenEncrypted ?? "");
const payer = await world.addPayer();
const provider = createContext({ kind: "provider", id: "mpesa" }, { db });

afterAll(() => expectBooksInOrder(db, { now: now() }));

/** A confirmation with M-Pesa's secret from M-Pesa's address: whatever is wrong with it, money has moved. */
async function confirmed(change: Record<string, unknown>) {
  const body = JSON.stringify({
    TransactionType: "Pay Bill",
    TransID: "UFB0000001",
    TransTime: "20260601093041",
    TransAmount: "100.00",
    BusinessShortCode: daraja.shortcode,
    BillRefNumber: payer.accountNumber,
    ...change,
  });
  await storeCallback(provider, {
    kind: "c2b_confirmation",
    token,
    sourceAddress: "127.0.0.1",
    body,
  });
  await judged();
  const { rows } = await listQuarantined(isp.owner, { search: body.slice(0, 60) });
  return rows.find((row) => row.body === body);
}

async function pullsAsked() {
  const { outbox } = schema;
  const [row] = await db
    .select({ n: count() })
    .from(outbox)
    .where(and(eq(outbox.name, "payments/pull.due")));
  return row?.n ?? 0;
}

describe("a confirmation of money that cannot be", () => {
  test.each(["0", "-2500.00", "2500.005", "1e6", "NaN", "USD 25.00", "999999999999.00"])(
    "an amount of %s waits in quarantine under that name, and M-Pesa's list is asked",
    async (TransAmount) => {
      const before = await pullsAsked();
      const row = await confirmed({ TransAmount });
      expect(row?.reason).toMatch(/^Its amount is not one that M-Pesa can have moved/);
      expect(await pullsAsked()).toBe(before + 1);
      expect(await world.paymentsOf(payer.customerId)).toEqual([]);
    },
  );

  test.each(["", "UF1", "../../etc"])("so does a receipt “%s”", async (TransID) => {
    const row = await confirmed({ TransID });
    expect(row?.reason).toMatch(/^Its receipt is none of M-Pesa's/);
  });
});

/** Credited as of now, flagged for staff to look at. */
async function expectDoubtful(receipt: string, doubtful = true) {
  const payment = await waitFor(`payment ${receipt}`, async () => {
    const [row] = await db
      .select()
      .from(schema.payments)
      .where(eq(schema.payments.receipt, receipt));
    return row;
  });
  expect(payment).toMatchObject({ status: "credited", flags: doubtful ? ["date_doubtful"] : [] });
  expect(Math.abs(Number(payment?.paidAt) - now().getTime())).toBeLessThan(60_000);
  const { rows } = await listPayments(isp.owner, { search: receipt });
  expect(rows).toMatchObject([{ flags: payment?.flags }]);
}

let dated = 0;
describe("money whose date is absurd, or cannot be read, is credited as of now, and staff are told to look", () => {
  test.each([
    "00000101000000",
    "19991231235959",
    "20910101000000",
    "20261399000000",
    "20260230093041",
    "20260601093061",
    "2026-06-01 09:30",
    "soon",
    "",
    0,
  ])("of a confirmation: “%s”", async (TransTime) => {
    const TransID = `UFD${String(++dated).padStart(7, "0")}`;
    expect(await confirmed({ TransTime, TransID })).toBeUndefined();
    await expectDoubtful(TransID);
  });

  /** An answered prompt. */
  async function paid(...faults: FaultInput[]) {
    const payer = await world.addPayer();
    daraja.script({ phone: payer.phone, faults });
    const { attemptId } = await world.press(payer);
    await daraja.waitForPrompt(payer.phone);
    const { receipt } = daraja.enterPin(payer.phone);
    return { payer, attemptId, receipt: receipt ?? "" };
  }

  test("none of a payment whose date is well", async () => {
    const { receipt } = await paid();
    await expectDoubtful(receipt, false);
  });

  test.each([
    ["a date that is none", { date: "20261399000000" }],
    ["a word", { date: "now" }],
    ["a date long before the press", { date: 20_260_101_000_000 }],
    ["no date at all", { omit: ["TransactionDate" as const] }],
  ])("of a callback with %s", async (_, shape) => {
    const { receipt } = await paid({ name: "F12", ...shape });
    await expectDoubtful(receipt);
  });

  test("and the first report that can be read says when it was, and ends the flag", async () => {
    const payer = await world.addPayer();
    const { receipt, at } = await payUnheard(world, payer);
    await confirmed({
      TransID: receipt,
      TransTime: "soon",
      TransAmount: String(PRICE_CENTS / 100),
    });
    await expectDoubtful(receipt);
    world.clock.offsetMs += 11_000;
    daraja.setFaults([{ name: "F19", copies: 1, date: "soon" }]);
    await pullPayments(job, { channelId });
    daraja.setFaults([]);
    await expectDoubtful(receipt);
    world.clock.offsetMs += 11_000;
    await pullPayments(job, { channelId });
    const [payment] = await db
      .select()
      .from(schema.payments)
      .where(eq(schema.payments.receipt, receipt));
    expect(payment?.flags).toEqual([]);
    expect(payment?.paidAt.getTime()).toBe(Math.floor(new Date(at).getTime() / 1000) * 1000);
    // A worse report that comes later takes nothing back.
    await confirmed({
      TransID: receipt,
      TransTime: "then",
      TransAmount: String(PRICE_CENTS / 100),
    });
    const [after] = await db
      .select()
      .from(schema.payments)
      .where(eq(schema.payments.receipt, receipt));
    expect(after).toEqual(payment);
  });

  test.each(["soon", "2026-13-99T00:00:00Z", ""])("of a row of the list: “%s”", async (date) => {
    const payer = await world.addPayer();
    const { receipt } = await payUnheard(world, payer);
    world.clock.offsetMs += 11_000;
    daraja.setFaults([{ name: "F19", copies: 1, date }]);
    await pullPayments(job, { channelId });
    daraja.setFaults([]);
    await expectDoubtful(receipt);
  });

  test.each([
    ["a time that is none", { FinalisedTime: "20261399000000" }],
    ["a word", { FinalisedTime: "soon" }],
  ])("of a status answer with %s", async (_, set) => {
    const payer = await world.addPayer();
    await withoutPull();
    const { receipt } = await payUnheard(world, payer);
    daraja.scriptOperation({
      operation: "transaction_status",
      receipt,
      faults: [{ name: "result_shape", set }],
    });
    await asked(payer, receipt);
    await expectDoubtful(receipt);
  });

  test("of the receipt of a push that was paid without one", async () => {
    const { payer, attemptId, receipt } = await paid({ name: "F3" }, { name: "F11" });
    await settle(job, {
      kind: "stk_query",
      channelId,
      attemptId,
      result: { code: "0", description: "ok" },
      receivedAt: now(),
    });
    world.clock.offsetMs += 31 * 60_000;
    await postReceiptlessPayments(job);
    expect(await world.paymentsOf(payer.customerId)).toMatchObject([{ receipt: null }]);
    await settle(job, {
      kind: "stk_callback",
      channelId,
      attemptId,
      receipt,
      amountCents: PRICE_CENTS,
      receivedAt: now(),
    });
    await expectDoubtful(receipt);
  });
});

test("a receipt that comes again with another amount moves nothing more, and says so", async () => {
  await confirmed({ TransID: "UFE0000001" });
  const row = await confirmed({ TransID: "UFE0000001", TransAmount: "900.00" });
  expect(row?.reason).toBe("known receipt with another amount");
});

test("a row of M-Pesa's list that cannot be read waits where staff see it, once however often it is pulled", async () => {
  const row = { transactionId: "UFZ0000001", amount: "12.345" };
  await keepUnreadableRows(job, channel, [row, { transactionId: "\u0000?" }, null]);
  await keepUnreadableRows(job, channel, [row]);
  const { rows } = await listQuarantined(isp.owner, { search: "list has no receipt" });
  expect(rows.map(({ kind, body }) => [kind, body]).sort()).toEqual([
    ["pull_row", "null"],
    ["pull_row", JSON.stringify(row)],
    ["pull_row", '{"transactionId":"\\u0000?"}'],
  ]);
});
