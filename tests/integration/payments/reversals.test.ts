import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { createContext } from "@/lib/context";
import { schema } from "@/lib/db";
import {
  assignPayment,
  resolveRequest,
  reversePayment,
  settle,
  sweepProviderRequests,
  sweepProviderReversals,
} from "@/services/payments";
import { recordLines } from "@/services/statements";
import type { OperationFaultInput } from "@/tests/simulators/daraja/types";
import { errorOf, expectBooksInOrder } from "@/tests/support";
import { payHeard, requestReaders } from "./requests-support";
import { createPaymentWorld, expectBooksLikeStatement, type Payer, PRICE_CENTS } from "./support";

const world = await createPaymentWorld({ openingBalance: 1_000_000 });
const { db, daraja, job, clock, isp, addPayer, user, channelId, now } = world;
const { requestOf, left, answered, payment, walletOf, messagesOf } = requestReaders(world);

const reverse = (paymentId: string, how: "provider" | "books" = "provider") =>
  reversePayment(isp.owner, { paymentId, reason: "paid twice by mistake", how });

async function asked(paymentId: string) {
  const reversal = await reverse(paymentId);
  if (reversal.outcome !== "requested") throw new Error(reversal.outcome);
  return reversal.requestId;
}

const accessOf = async ({ userId }: Payer) => {
  const [row] = await db
    .select({ intent: schema.desiredStates.intent })
    .from(schema.desiredStates)
    .where(eq(schema.desiredStates.userId, userId));
  return row?.intent.access;
};

describe("a payment that bought a month, sent back through M-Pesa", () => {
  test("leaves the books, ends the time it bought, and the router is told", async () => {
    const payer = await addPayer();
    const { paymentId, receipt } = await payHeard(world, payer);
    expect(await accessOf(payer)).toBe("on");
    const requestId = await asked(paymentId);
    const request = await answered(requestId, "succeeded");
    const gone = daraja.statement().find((entry) => entry.linkedReceipt === receipt);
    expect(request.resultReceipt).toBe(gone?.receipt);
    expect(await payment(paymentId)).toMatchObject({ status: "reversed" });
    expect(await accessOf(payer)).not.toBe("on");
    expect((await user(payer.userId)).paidUntil?.getTime()).toBeLessThanOrEqual(now().getTime());
    // Minutes were used; what they cost is owed, and no more.
    const wallet = await walletOf(payer.customerId);
    expect(wallet).toBeLessThanOrEqual(0);
    expect(wallet).toBeGreaterThan(-PRICE_CENTS / 100);
    expect(await messagesOf(payer.customerId, "payment_reversed")).toHaveLength(1);
    await expectBooksLikeStatement(world);
  });

  test("after half of it was used: that half is owed, and the next payment pays it first", async () => {
    const payer = await addPayer();
    const { paymentId } = await payHeard(world, payer);
    clock.offsetMs += 15 * 86_400_000;
    await answered(await asked(paymentId), "succeeded");
    const owed = -(await walletOf(payer.customerId));
    expect(owed).toBeGreaterThan(PRICE_CENTS * 0.4);
    expect(owed).toBeLessThan(PRICE_CENTS * 0.6);
    await payHeard(world, payer, { amountCents: PRICE_CENTS + 200_000 });
    expect((await user(payer.userId)).paidUntil?.getTime()).toBeGreaterThan(now().getTime());
    expect(await walletOf(payer.customerId)).toBe(200_000 - owed);
    await expectBooksLikeStatement(world);
  });

  test("keeps access when the wallet can pay for it with other money", async () => {
    const payer = await addPayer();
    const first = await payHeard(world, payer);
    await payHeard(world, payer, { amountCents: PRICE_CENTS });
    expect(await walletOf(payer.customerId)).toBe(PRICE_CENTS);
    await answered(await asked(first.paymentId), "succeeded");
    expect(await accessOf(payer)).toBe("on");
    expect(await walletOf(payer.customerId)).toBe(0);
    await expectBooksLikeStatement(world);
  });
});

test("money that was not used yet leaves the wallet and nothing else changes", async () => {
  const payer = await addPayer();
  await payHeard(world, payer);
  const { paymentId } = await payHeard(world, payer, { amountCents: 100_00 });
  expect(await walletOf(payer.customerId)).toBe(100_00);
  await answered(await asked(paymentId), "succeeded");
  expect(await walletOf(payer.customerId)).toBe(0);
  await expectBooksLikeStatement(world);
});

test("money in suspense, and money that staff have split, is taken from where it is", async () => {
  const [a, b] = [await addPayer(), await addPayer()];
  for (const payer of [a, b]) await payHeard(world, payer);
  const lost = await payHeard(world, a, { account: "11111" });
  await answered(await asked(lost.paymentId), "succeeded");
  const split = await payHeard(world, a, { account: "11111", amountCents: 300_00 });
  await assignPayment(isp.owner, {
    paymentId: split.paymentId,
    parts: [
      { customerId: a.customerId, amountCents: 100_00 },
      { customerId: b.customerId, amountCents: 200_00 },
    ],
  });
  await answered(await asked(split.paymentId), "succeeded");
  expect(await walletOf(a.customerId)).toBe(0);
  expect(await walletOf(b.customerId)).toBe(0);
  await expectBooksLikeStatement(world);
});

test("of an STK payment: the attempt is reversed, and its late callback credits nothing", async () => {
  const payer = await addPayer();
  const { attemptId } = await world.press(payer);
  daraja.enterPin((await daraja.waitForPrompt(payer.phone)).id);
  await world.reaches(attemptId, "paid");
  const [paid] = await world.paymentsOf(payer.customerId);
  await answered(await asked(paid?.id ?? ""), "succeeded");
  expect((await world.attempt(attemptId)).state).toBe("reversed");
  const again = await settle(job, {
    kind: "stk_callback",
    channelId,
    attemptId,
    result: { code: "0", description: "ok" },
    receipt: paid?.receipt ?? "",
    amountCents: PRICE_CENTS,
    receivedAt: now(),
  });
  expect(again.outcome).toBe("already_known");
  expect(await walletOf(payer.customerId)).toBeLessThanOrEqual(0);
  await expectBooksLikeStatement(world);
});

describe("reversed once, whatever happens", () => {
  test("twice at once, by M-Pesa and in the books: one journal", async () => {
    const payer = await addPayer();
    const { paymentId } = await payHeard(world, payer);
    const presses = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) => reverse(paymentId, n % 2 ? "books" : "provider")),
    );
    const outcomes = presses.map((each) =>
      each.status === "fulfilled" ? each.value.outcome : "refused",
    );
    expect(outcomes.filter((each) => each === "reversed")).toHaveLength(1);
    expect(outcomes.filter((each) => each === "requested").length).toBeLessThanOrEqual(1);
    await world.jobs.idle();
    await daraja.whenIdle();
    await world.judged();
    const reversals = await db
      .select()
      .from(schema.paymentReversals)
      .where(eq(schema.paymentReversals.paymentId, paymentId));
    expect(reversals).toHaveLength(1);
    await expectBooksInOrder(db, { now: now() });
  });

  const faults: [string, OperationFaultInput[]][] = [
    ["the reply is lost", [{ name: "reply_lost" }]],
    ["the result is faster than the reply", [{ name: "result_before_reply" }]],
    [
      "the result comes fifty times at once",
      [{ name: "result_duplicated", times: 50, parallel: true }],
    ],
    [
      "M-Pesa's queue times out, and then it happens",
      [{ name: "queue_timeout", happens: "after", delayMs: 0 }],
    ],
    ["the reply is cut", [{ name: "reply_spoilt", kind: "truncated" }]],
  ];
  test.each(faults)("%s", async (_, scripted) => {
    const payer = await addPayer();
    const { paymentId, receipt } = await payHeard(world, payer);
    daraja.scriptOperation({ operation: "reversal", receipt, faults: scripted });
    await answered(await asked(paymentId), "succeeded");
    await world.judged();
    expect(await payment(paymentId)).toMatchObject({ status: "reversed" });
    expect(
      daraja.requests("reversal").filter((r) => JSON.stringify(r.body).includes(receipt)),
    ).toHaveLength(1);
    await expectBooksLikeStatement(world);
  });

  test("the result is lost: M-Pesa is asked what became of it, and never told to do it again", async () => {
    const payer = await addPayer();
    const { paymentId, receipt } = await payHeard(world, payer);
    daraja.scriptOperation({ operation: "reversal", receipt, faults: [{ name: "result_lost" }] });
    const requestId = await asked(paymentId);
    await left(requestId);
    await daraja.whenIdle();
    clock.offsetMs += 70_000;
    await sweepProviderRequests(job);
    await answered(requestId, "succeeded");
    expect(
      daraja.requests("reversal").filter((r) => JSON.stringify(r.body).includes(receipt)),
    ).toHaveLength(1);
    await expectBooksLikeStatement(world);
  });

  test("reply and result are lost: staff look it up, and their word settles it", async () => {
    const payer = await addPayer();
    const { paymentId, receipt } = await payHeard(world, payer);
    daraja.scriptOperation({
      operation: "reversal",
      receipt,
      faults: [{ name: "reply_lost" }, { name: "result_lost" }],
    });
    const requestId = await asked(paymentId);
    await answered(requestId, "unknown");
    const word = { requestId, outcome: "happened" as const, note: "seen in the portal" };
    expect(
      (await errorOf(resolveRequest(isp.owner, { ...word, receipt: "UF1AB2CD3E" }))).code,
    ).toBe("conflict");
    clock.offsetMs += 700_000;
    await sweepProviderRequests(job);
    await world.jobs.idle();
    await daraja.whenIdle();
    await world.judged();
    expect((await requestOf(requestId)).state).toBe("unknown");
    expect((await errorOf(resolveRequest(isp.owner, word))).fieldErrors.receipt).toBeDefined();
    const gone = daraja.statement().find((entry) => entry.linkedReceipt === receipt);
    await resolveRequest(isp.owner, { ...word, receipt: gone?.receipt });
    expect(await payment(paymentId)).toMatchObject({ status: "reversed" });
    await expectBooksLikeStatement(world);
  });

  test("M-Pesa refuses it: the payment still counts, and it can be asked again", async () => {
    const payer = await addPayer();
    const { paymentId, receipt } = await payHeard(world, payer);
    daraja.scriptOperation({ operation: "reversal", receipt, outcome: { code: 21 } });
    const refused = await answered(await asked(paymentId), "failed");
    expect(refused.resultDescription).toMatch(/lacks the role/);
    expect(await payment(paymentId)).toMatchObject({ status: "credited" });
    await answered(await asked(paymentId), "succeeded");
    await expectBooksLikeStatement(world);
  });

  test("it had been reversed by the customer before: the books follow", async () => {
    const payer = await addPayer();
    const { paymentId, receipt } = await payHeard(world, payer);
    daraja.reversePayment(receipt);
    await answered(await asked(paymentId), "succeeded");
    expect(await payment(paymentId)).toMatchObject({ status: "reversed" });
    await expectBooksLikeStatement(world);
  });
});

test("a reversal that only M-Pesa's statement tells of is taken out of the books, once", async () => {
  const payer = await addPayer();
  const { paymentId, receipt } = await payHeard(world, payer);
  const gone = daraja.reversePayment(receipt);
  await recordLines(job, { channelId, source: "csv" }, [
    {
      receipt: gone.receipt,
      direction: "out",
      amountCents: gone.amountCents,
      completedAt: new Date(gone.at),
      details: "Pay Bill Reversal",
      linkedReceipt: receipt,
    },
  ]);
  const swept = await Promise.all([sweepProviderReversals(job), sweepProviderReversals(job)]);
  expect(swept.reduce((a, b) => a + b)).toBe(1);
  expect(await payment(paymentId)).toMatchObject({ status: "reversed" });
  const [reversal] = await db
    .select()
    .from(schema.paymentReversals)
    .where(eq(schema.paymentReversals.paymentId, paymentId));
  expect(reversal).toMatchObject({ kind: "provider", receipt: gone.receipt });
  await expectBooksLikeStatement(world);
});

test("only who may, and only what can be: role, reason, twice", async () => {
  const payer = await addPayer();
  const { paymentId } = await payHeard(world, payer);
  const support = createContext({ kind: "staff", id: job.newId(), role: "support" }, { db, now });
  const input = { paymentId, reason: "a good reason", how: "books" as const };
  expect((await errorOf(reversePayment(support, input))).code).toBe("forbidden");
  await expect(reversePayment(isp.owner, { ...input, reason: " " })).rejects.toThrow(/Say why/);
  await reversePayment(isp.owner, input);
  expect((await errorOf(reversePayment(isp.owner, input))).message).toMatch(/reversed already/);
});
