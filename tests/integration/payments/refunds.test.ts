import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createContext } from "@/lib/context";
import { executeRows, schema } from "@/lib/db";
import { dayOf } from "@/lib/time";
import { documentOf, getStatement } from "@/services/documents";
import {
  listProviderRequests,
  requestRefund,
  resolveRequest,
  sendProviderRequest,
  sweepProviderRequests,
} from "@/services/payments";
import type { OperationFaultInput } from "@/tests/simulators/daraja/types";
import { errorOf, expectBooksInOrder } from "@/tests/support";
import { payHeard, requestReaders } from "./requests-support";
import { createPaymentWorld, type Payer, PRICE_CENTS } from "./support";

const world = await createPaymentWorld({ openingBalance: 1_000_000 });
const { db, daraja, job, clock, isp, addPayer, now } = world;
const { requestOf, answered, left, walletOf, messagesOf } = requestReaders(world);
const BACK = 400_00;

/** A customer online, with KES 500 left in the wallet. */
async function payerWithMoney() {
  const payer = await addPayer();
  await payHeard(world, payer, { amountCents: PRICE_CENTS + 500_00 });
  expect(await walletOf(payer.customerId)).toBe(500_00);
  return payer;
}

const refund = (
  payer: Payer,
  values: { refundId?: string; amountCents?: number; phone?: string } = {},
) =>
  requestRefund(isp.owner, {
    refundId: values.refundId ?? job.newId(),
    customerId: payer.customerId,
    amountCents: values.amountCents ?? BACK,
    phone: values.phone ?? payer.phone,
    reason: "moved house",
  });

const documentsOf = async ({ customerId }: Payer) => {
  const day = dayOf(now());
  const { entries } = await getStatement(isp.owner, { customerId, from: day, to: day });
  return entries.map(documentOf);
};

const paidOut = (payer: Payer) =>
  daraja
    .statement()
    .filter((entry) => entry.kind === "b2c" && entry.msisdn === payer.phone.slice(1))
    .map((entry) => entry.amountCents);

const pendingCents = async () => {
  const [row] = await executeRows(
    db,
    sql`select coalesce(sum(case e.direction when 'credit' then e.amount_cents else -e.amount_cents end), 0) as cents
      from ledger_entries e join ledger_accounts a on a.id = e.account_id where a.kind = 'refunds_pending'`,
    z.object({ cents: z.coerce.number() }),
  );
  return row?.cents;
};

const inOrder = () => expectBooksInOrder(db, { now: now() });

describe("wallet money sent back by M-Pesa", () => {
  test("is set aside at once, gone when M-Pesa has paid it, and the customer is told", async () => {
    const payer = await payerWithMoney();
    world.jobs.pause();
    const { requestId } = await refund(payer);
    expect(await walletOf(payer.customerId)).toBe(100_00);
    expect(await pendingCents()).toBe(BACK);
    await inOrder();
    world.jobs.resume();
    const paid = await answered(requestId, "succeeded");
    expect(paidOut(payer)).toEqual([BACK]);
    expect(paid.resultReceipt).toBe(daraja.statement().at(-1)?.receipt);
    expect(await pendingCents()).toBe(0);
    expect(await walletOf(payer.customerId)).toBe(100_00);
    expect((await documentsOf(payer)).at(-1)).toBe(paid.resultReceipt);
    expect(await messagesOf(payer.customerId, "refund_sent")).toHaveLength(1);
    await inOrder();
  });

  test("comes back to the wallet when M-Pesa refuses it, with the reason in words", async () => {
    const payer = await payerWithMoney();
    daraja.scriptOperation({ operation: "b2c", phone: payer.phone, outcome: { code: 2040 } });
    const { requestId } = await refund(payer);
    const refused = await answered(requestId, "failed");
    expect(refused.resultDescription).toBe("This number is not registered for M-Pesa.");
    expect(await walletOf(payer.customerId)).toBe(500_00);
    expect(await messagesOf(payer.customerId, "refund_sent")).toEqual([]);
    await inOrder();
  });

  test("one form is one refund, however often and however fast it is sent", async () => {
    const payer = await payerWithMoney();
    const refundId = job.newId();
    const presses = await Promise.all(Array.from({ length: 8 }, () => refund(payer, { refundId })));
    expect(presses.filter((each) => !each.reused)).toHaveLength(1);
    await answered(refundId, "succeeded");
    expect(paidOut(payer)).toEqual([BACK]);
    const other = await errorOf(refund(payer, { refundId, amountCents: 50_00 }));
    expect(other.message).toMatch(/sent before with other content/);
    await inOrder();
  });

  test("eight refunds at once never take more than the wallet has", async () => {
    const payer = await payerWithMoney();
    const presses = await Promise.allSettled(Array.from({ length: 8 }, () => refund(payer)));
    expect(presses.filter((each) => each.status === "fulfilled")).toHaveLength(1);
    await world.jobs.idle();
    await daraja.whenIdle();
    await world.judged();
    expect(paidOut(payer)).toEqual([BACK]);
    expect(await walletOf(payer.customerId)).toBe(100_00);
    await inOrder();
  });

  test("is refused for other people's numbers, odd amounts, too much, and other roles", async () => {
    const payer = await payerWithMoney();
    const stranger = await addPayer();
    expect(
      (await errorOf(refund(payer, { phone: stranger.phone }))).fieldErrors.phone,
    ).toBeDefined();
    await expect(refund(payer, { amountCents: 100_50 })).rejects.toThrow(/whole shillings/);
    await expect(refund(payer, { amountCents: -100 })).rejects.toThrow(/whole shillings/);
    expect((await errorOf(refund(payer, { amountCents: 501_00 }))).message).toBe(
      "The wallet has KES 500.",
    );
    const support = createContext({ kind: "staff", id: job.newId(), role: "support" }, { db, now });
    const input = { refundId: job.newId(), customerId: payer.customerId, phone: payer.phone };
    const asked = requestRefund(support, { ...input, amountCents: BACK, reason: "please" });
    expect((await errorOf(asked)).code).toBe("forbidden");
    expect(await walletOf(payer.customerId)).toBe(500_00);
    await inOrder();
  });
});

describe("whatever happens to the answer, it is paid once", () => {
  const faults: [string, OperationFaultInput[]][] = [
    ["the reply is lost", [{ name: "reply_lost" }]],
    ["the result is faster than the reply", [{ name: "result_before_reply" }]],
    [
      "the result comes fifty times at once",
      [{ name: "result_duplicated", times: 50, parallel: true }],
    ],
    [
      "M-Pesa's queue times out, and then it is paid",
      [{ name: "queue_timeout", happens: "after", delayMs: 0 }],
    ],
  ];
  test.each(faults)("%s", async (_, scripted) => {
    const payer = await payerWithMoney();
    daraja.scriptOperation({ operation: "b2c", phone: payer.phone, faults: scripted });
    const { requestId } = await refund(payer);
    await answered(requestId, "succeeded");
    await world.judged();
    expect(paidOut(payer)).toEqual([BACK]);
    expect(await walletOf(payer.customerId)).toBe(100_00);
    await inOrder();
  });

  test("reply and result are lost: M-Pesa is asked by our own id, and tells that it has paid", async () => {
    const payer = await payerWithMoney();
    daraja.scriptOperation({
      operation: "b2c",
      phone: payer.phone,
      faults: [{ name: "reply_lost" }, { name: "result_lost" }],
    });
    const { requestId } = await refund(payer);
    await left(requestId);
    await daraja.whenIdle();
    expect(await pendingCents()).toBe(BACK);
    clock.offsetMs += 70_000;
    await sweepProviderRequests(job);
    const paid = await answered(requestId, "succeeded");
    expect(paid.resultReceipt).toBe(daraja.statement().at(-1)?.receipt);
    expect(paidOut(payer)).toEqual([BACK]);
    await inOrder();
  });

  test("it was taken and never done: M-Pesa says declined, and the wallet has the money again", async () => {
    const payer = await payerWithMoney();
    daraja.scriptOperation({
      operation: "b2c",
      phone: payer.phone,
      outcome: { code: 1 },
      faults: [{ name: "result_lost" }],
    });
    const { requestId } = await refund(payer);
    await left(requestId);
    await daraja.whenIdle();
    clock.offsetMs += 70_000;
    await sweepProviderRequests(job);
    await answered(requestId, "failed");
    expect(await walletOf(payer.customerId)).toBe(500_00);
    expect(paidOut(payer)).toEqual([]);
    await inOrder();
  });

  test("nobody answers for hours: it stays set aside and is named, until staff have looked", async () => {
    const payer = await payerWithMoney();
    daraja.scriptOperation({
      operation: "b2c",
      phone: payer.phone,
      faults: [{ name: "result_lost" }],
    });
    const { requestId } = await refund(payer);
    await left(requestId);
    await daraja.whenIdle();
    daraja.setOperationFaults([{ name: "result_lost" }]);
    for (let n = 0; n < 8; n++) {
      clock.offsetMs += 4_000_000;
      await sweepProviderRequests(job);
      await world.jobs.idle();
    }
    daraja.setOperationFaults([]);
    expect(await requestOf(requestId)).toMatchObject({ state: "unknown", nextAttemptAt: null });
    expect(await pendingCents()).toBe(BACK);
    const { rows } = await listProviderRequests(isp.owner, { customerId: payer.customerId });
    expect(rows[0]).toMatchObject({ id: requestId, needsStaff: true });
    expect(rows[0]?.todo).toMatch(/Look in M-Pesa's portal/);
    await inOrder();
    const word = { requestId, outcome: "did_not_happen" as const, note: "not in the portal" };
    const words = await Promise.allSettled([
      resolveRequest(isp.owner, word),
      resolveRequest(isp.owner, word),
    ]);
    expect(words.filter((each) => each.status === "fulfilled")).toHaveLength(1);
    expect(await walletOf(payer.customerId)).toBe(500_00);
    await inOrder();
  });

  test("staff were wrong: M-Pesa's late word that it has paid still counts", async () => {
    const payer = await payerWithMoney();
    daraja.scriptOperation({
      operation: "b2c",
      phone: payer.phone,
      faults: [{ name: "result_late" }],
    });
    const { requestId } = await refund(payer);
    await left(requestId);
    clock.offsetMs += 700_000;
    await resolveRequest(isp.owner, {
      requestId,
      outcome: "did_not_happen",
      note: "not in the portal",
    });
    expect(await walletOf(payer.customerId)).toBe(500_00);
    daraja.release();
    await answered(requestId, "succeeded");
    expect(await walletOf(payer.customerId)).toBe(100_00);
    await inOrder();
  });
});

test("a refund whose event was lost is sent by the sweep, once", async () => {
  const payer = await payerWithMoney();
  // What was still to be said of earlier refunds must not be lost with the event.
  await daraja.whenIdle();
  await world.judged();
  world.jobs.pause();
  const { requestId } = await refund(payer);
  await world.jobs.loseEvents("payments/provider.request.due");
  clock.offsetMs += 31_000;
  await sweepProviderRequests(job);
  await Promise.all([
    sendProviderRequest(job, { requestId }),
    sendProviderRequest(job, { requestId }),
  ]);
  await answered(requestId, "succeeded");
  await world.judged();
  expect(paidOut(payer)).toEqual([BACK]);
  await inOrder();
});

test("an API user that is not set up fails it before anything leaves", async () => {
  const payer = await payerWithMoney();
  const [channel] = await db.select().from(schema.paymentChannels);
  const broken = { credentialsEncrypted: "v1.broken" };
  await db
    .update(schema.paymentChannels)
    .set(broken)
    .where(eq(schema.paymentChannels.id, world.channelId));
  const { requestId } = await refund(payer);
  const failed = await answered(requestId, "failed");
  expect(failed.resultDescription).toMatch(/Not sent/);
  await db
    .update(schema.paymentChannels)
    .set({ credentialsEncrypted: channel?.credentialsEncrypted })
    .where(eq(schema.paymentChannels.id, world.channelId));
  expect(await walletOf(payer.customerId)).toBe(500_00);
  expect(paidOut(payer)).toEqual([]);
  await inOrder();
});
