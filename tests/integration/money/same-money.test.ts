import { and, eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { createContext } from "@/lib/context";
import { schema } from "@/lib/db";
import {
  assignPayment,
  findSameMoney,
  joinReceipt,
  postReceiptlessPayments,
  settle,
} from "@/services/payments";
import { createTestDatabase, errorOf, expectBooksInOrder } from "@/tests/support";
import {
  addStranger,
  attemptState,
  createMoneyWorld,
  directPayment,
  newReceipt,
  type Payer,
  PRICE,
  reports,
  stateOf,
} from "./support";

/* A push was paid without a receipt, and its receipt stands somewhere else: a person says that the two are one. */
const { db } = await createTestDatabase();
const world = await createMoneyWorld(db);
const { owner, job } = world;
const reason = "Customer showed the SMS";
const pass = (minutes: number) => {
  world.clock.now = new Date(world.clock.now.getTime() + minutes * 60_000);
};

afterEach(() => expectBooksInOrder(db, { now: world.clock.now }));

/** A push that a query called paid; posted without a receipt unless it is to wait. */
async function paidByPrompt(posted = true) {
  const payer = await world.addPayer();
  const attempt = await world.addAttempt(payer);
  const ways = reports(world, attempt, newReceipt());
  await settle(job, ways.query);
  if (posted) {
    pass(31);
    expect(await postReceiptlessPayments(job)).toBe(1);
  }
  const [own] = (await stateOf(world, payer)).payments;
  return { payer, attempt, own, ways, join: (paymentId: string) => joining(attempt.id, paymentId) };
}

const joining = (attemptId: string, paymentId: string, by = owner) =>
  joinReceipt(by, { attemptId, paymentId, reason });

/** Money under a receipt that names this payer, and has done its work there. */
async function creditedTo(payer: Payer, amountCents = PRICE) {
  const settled = await settle(job, directPayment(world, payer.accountNumber, { amountCents }));
  if (settled.outcome !== "credited") throw new Error(settled.outcome);
  return settled.paymentId;
}

const paymentOf = async (id: string) =>
  (await db.select().from(schema.payments).where(eq(schema.payments.id, id)))[0];
const live = (state: Awaited<ReturnType<typeof stateOf>>) =>
  state.payments.filter((payment) => payment.status !== "reversed");

describe("money that was posted without a receipt", () => {
  test("and waits unmatched under one is one payment once staff say so, also when two say it at once", async () => {
    const { payer, attempt, own, ways, join } = await paidByPrompt();
    const { paymentId } = await addStranger(world, {});
    const presses = await Promise.allSettled([1, 2, 3, 4].map(() => join(paymentId)));
    expect(presses.filter((press) => press.status === "fulfilled")).toHaveLength(1);
    const state = await stateOf(world, payer);
    expect(live(state)).toMatchObject([{ id: paymentId, attemptId: attempt.id }]);
    expect(state).toMatchObject({ walletCents: 0, renewals: [{ periods: 1 }] });
    expect((await paymentOf(own?.id ?? ""))?.status).toBe("reversed");
    expect(await errorOf(join(paymentId))).toMatchObject({ code: "conflict" });
    const receipt = (await paymentOf(paymentId))?.receipt ?? "";
    expect(await settle(job, { ...ways.callback, receipt })).toMatchObject({
      outcome: "already_known",
    });
    expect((await stateOf(world, payer)).walletCents).toBe(0);
  });

  test("and was credited to the same customer again: the second time ends, and one is left", async () => {
    const { payer, join } = await paidByPrompt();
    const paymentId = await creditedTo(payer);
    expect((await stateOf(world, payer)).renewals).toHaveLength(1);
    expect((await stateOf(world, payer)).walletCents).toBe(PRICE);
    await join(paymentId);
    const state = await stateOf(world, payer);
    expect(live(state)).toHaveLength(1);
    expect(state.walletCents).toBe(0);
  });

  test("and was credited to somebody else: they give it back, with the time that it bought", async () => {
    const { payer, join } = await paidByPrompt();
    const other = await world.addPayer();
    const paymentId = await creditedTo(other);
    expect((await stateOf(world, other)).user.paidUntil).not.toBeNull();
    await join(paymentId);
    const theirs = await stateOf(world, other);
    expect(theirs).toMatchObject({ walletCents: 0, payments: [] });
    expect(theirs.user.paidUntil?.getTime() ?? 0).toBeLessThanOrEqual(world.clock.now.getTime());
    expect(await stateOf(world, payer)).toMatchObject({
      walletCents: 0,
      renewals: [{ periods: 1 }],
    });
    const texts = await db
      .select()
      .from(schema.messages)
      .where(
        and(
          eq(schema.messages.customerId, other.customerId),
          eq(schema.messages.template, "payment_reversed"),
        ),
      );
    expect(texts).toHaveLength(1);
  });

  test("and was split over several by staff: each part comes back", async () => {
    const { payer, join } = await paidByPrompt();
    const [one, two] = [await world.addPayer(), await world.addPayer()];
    const { paymentId } = await addStranger(world, {});
    await assignPayment(owner, {
      paymentId,
      parts: [
        { customerId: one.customerId, amountCents: PRICE - 1_000 },
        { customerId: two.customerId, amountCents: 1_000 },
      ],
    });
    await join(paymentId);
    expect((await stateOf(world, one)).walletCents).toBe(0);
    expect((await stateOf(world, two)).walletCents).toBe(0);
    expect(live(await stateOf(world, payer))).toMatchObject([
      { id: paymentId, status: "credited" },
    ]);
  });
});

describe("a push that only a query vouches for", () => {
  test("has its money at once, buys what it was for, and nothing is posted later", async () => {
    const { payer, attempt, join } = await paidByPrompt(false);
    const { paymentId } = await addStranger(world, {});
    await Promise.allSettled([join(paymentId), join(paymentId)]);
    const state = await stateOf(world, payer);
    expect(state).toMatchObject({ walletCents: 0, renewals: [{ periods: 1 }] });
    expect(state.user.provisionalUntil).toBeNull();
    expect(await attemptState(world, attempt.id)).toBe("paid");
    pass(31);
    expect(await postReceiptlessPayments(job)).toBe(0);
  });

  test("also when a failure was reported after its success, or when staff gave the receipt to somebody else", async () => {
    const { payer, attempt, join } = await paidByPrompt(false);
    await settle(job, {
      ...world.base(),
      kind: "stk_callback",
      attemptId: attempt.id,
      result: { code: "1032", description: "Request cancelled by user" },
    });
    const other = await world.addPayer();
    const { paymentId } = await addStranger(world, {});
    await assignPayment(owner, {
      paymentId,
      parts: [{ customerId: other.customerId, amountCents: PRICE }],
    });
    await join(paymentId);
    expect(await stateOf(world, other)).toMatchObject({ walletCents: 0, payments: [] });
    expect(await stateOf(world, payer)).toMatchObject({
      walletCents: 0,
      renewals: [{ periods: 1 }],
    });
  });
});

test("what may be one is shown from both sides, the payer's own phone first", async () => {
  const { attempt, own, ways } = await paidByPrompt();
  const stranger = await addStranger(world, {});
  const echo = { ...ways.c2b, accountReference: "", receipt: newReceipt() };
  const settled = await settle(job, { ...echo, paidAt: attempt.requestedAt });
  const echoId = "paymentId" in settled ? settled.paymentId : "";
  const pairs = await findSameMoney(owner, { paymentId: own?.id ?? "" });
  const received = pairs.map((pair) => pair.received.paymentId);
  expect(received[0]).toBe(echoId);
  expect(received).toContain(stranger.paymentId);
  expect(pairs[0]).toMatchObject({ samePhone: true, amountCents: PRICE });
  const back = await findSameMoney(owner, { paymentId: echoId });
  expect(back[0]?.prompt).toMatchObject({ attemptId: attempt.id, paymentId: own?.id });
  await joining(attempt.id, echoId);
  const left = await findSameMoney(owner, { paymentId: stranger.paymentId });
  expect(left.map((pair) => pair.prompt.attemptId)).not.toContain(attempt.id);
});

test("what cannot be one is refused by name, and needs a reason and the right role", async () => {
  const { attempt, join } = await paidByPrompt();
  const { paymentId } = await addStranger(world, { amountCents: PRICE - 100 });
  expect(await errorOf(join(paymentId))).toMatchObject({
    code: "conflict",
    message: expect.stringContaining("amounts differ"),
  });
  const { paymentId: fits } = await addStranger(world, {});
  const agent = createContext(
    { kind: "staff", id: owner.actor.id, role: "support" },
    { db, now: () => world.clock.now },
  );
  expect(await errorOf(joining(attempt.id, fits, agent))).toMatchObject({ code: "forbidden" });
  const noReason = joinReceipt(owner, { attemptId: attempt.id, paymentId: fits, reason: " " });
  await expect(noReason).rejects.toThrow(/Say why/);
  const other = await paidByPrompt();
  await other.join(fits);
  expect(await errorOf(join(fits))).toMatchObject({ code: "conflict" });
});
