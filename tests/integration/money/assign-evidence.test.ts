import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { schema } from "@/lib/db";
import { assignPayment, postReceiptlessPayments } from "@/services/payments";
import type { Evidence } from "@/services/payments/evidence";
import { settle } from "@/services/payments/settle";
import { createTestDatabase, expectBooksInOrder } from "@/tests/support";
import {
  addStranger,
  attemptState,
  createMoneyWorld,
  newReceipt,
  type Payer,
  PRICE,
  reports,
  stateOf,
} from "./support";

/*
 * A Till's echo names nobody and comes before the push's own callback; staff assign it meanwhile. Whatever order the
 * rest arrives in, the money is credited once, and what a person has decided stands.
 */
const { db } = await createTestDatabase();
const world = await createMoneyWorld(db);
const { owner, job } = world;

afterEach(() => expectBooksInOrder(db, { now: world.clock.now }));

const permutations = <T>(items: T[]): T[][] =>
  items.length <= 1
    ? [items]
    : items.flatMap((item, i) =>
        permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
      );

/** A push of the payer's whose money came in by the Till, without a reference, from a number that nobody has. */
async function pushThroughTill(
  payer: Payer,
  phone = `+254722${String(Math.random()).slice(2, 8)}`,
) {
  const attempt = await world.addAttempt(payer, { phone });
  const receipt = newReceipt();
  const echo: Evidence = {
    ...world.base(),
    kind: "c2b_confirmation",
    receipt,
    amountCents: PRICE,
    accountReference: "",
    payer: { number: phone },
  };
  const { callback, query } = reports(world, attempt, receipt);
  return { attempt, receipt, callback, query, echo, pull: { ...echo, kind: "pull" as const } };
}

const give = (paymentId: string, ...payers: Payer[]) => {
  const rest = PRICE - (payers.length - 1) * 100;
  return assignPayment(owner, {
    paymentId,
    parts: payers.map(({ customerId }, i) => ({ customerId, amountCents: i ? 100 : rest })),
  });
};
const later = (minutes: number) => {
  world.clock.now = new Date(world.clock.now.getTime() + minutes * 60_000);
};
const receiptOf = async (receipt: string) =>
  (await db.select().from(schema.payments).where(eq(schema.payments.receipt, receipt)))[0];

test("assigned to the customer whose push it was, before or after any other report: one credit, one renewal", async () => {
  for (const order of permutations(["assign", "callback", "query", "pull"] as const)) {
    const payer = await world.addPayer();
    const push = await pushThroughTill(payer);
    const first = await settle(job, push.echo);
    if (first.outcome !== "suspense") throw new Error(first.outcome);
    for (const step of order) {
      if (step === "assign") await give(first.paymentId, payer).catch(() => undefined);
      else await settle(job, push[step]);
    }
    const state = await stateOf(world, payer);
    expect([order, state.payments.length, state.renewals.length]).toEqual([order, 1, 1]);
    expect([order, state.payments[0]?.attemptId]).toEqual([order, push.attempt.id]);
    expect([order, await attemptState(world, push.attempt.id)]).toEqual([order, "paid"]);
    expect(state.walletCents).toBe(0);
  }
  later(31);
  expect(await postReceiptlessPayments(job)).toBe(0);
});

describe("assigned to somebody else than whose push it was", () => {
  test("the late callback is kept for staff, and moves nothing", async () => {
    const [payer, other] = [await world.addPayer(), await world.addPayer()];
    const push = await pushThroughTill(payer);
    const { paymentId } = await strangerFrom(push.echo);
    await give(paymentId, other);
    expect(await settle(job, push.callback)).toEqual({
      outcome: "quarantined",
      reason: "staff have given this receipt's money to another customer",
    });
    expect((await stateOf(world, other)).payments).toMatchObject([{ id: paymentId }]);
    expect((await stateOf(world, payer)).payments).toEqual([]);
    expect(await attemptState(world, push.attempt.id)).toBe("sent");
  });

  test("a query's success reopens access provisionally, and no second payment is made up for it", async () => {
    const [payer, other] = [await world.addPayer(), await world.addPayer()];
    const push = await pushThroughTill(payer);
    const { paymentId } = await strangerFrom(push.echo);
    await give(paymentId, other);
    expect(await settle(job, push.query)).toMatchObject({ outcome: "provisional" });
    for (let sweep = 0; sweep < 2; sweep++) {
      later(31);
      expect(await postReceiptlessPayments(job)).toBe(0);
    }
    expect(await settle(job, push.callback)).toMatchObject({ outcome: "quarantined" });
    const state = await stateOf(world, payer);
    expect(state).toMatchObject({ payments: [], walletCents: 0, user: { paidUntil: null } });
  });

  test("a split stands just as well, also when the push's own customer has a part", async () => {
    const [payer, other] = [await world.addPayer(), await world.addPayer()];
    const push = await pushThroughTill(payer);
    const { paymentId } = await strangerFrom(push.echo);
    await give(paymentId, other, payer);
    for (const report of [push.query, push.callback, push.pull]) await settle(job, report);
    later(31);
    expect(await postReceiptlessPayments(job)).toBe(0);
    expect(await receiptOf(push.receipt)).toMatchObject({ status: "split", attemptId: null });
    expect(await stateOf(world, payer)).toMatchObject({ walletCents: 100, renewals: [] });
  });

  test("whether staff or the callback is first, at the same moment: one of them has it, whole", async () => {
    for (let round = 0; round < 8; round++) {
      const [payer, other] = [await world.addPayer(), await world.addPayer()];
      const push = await pushThroughTill(payer);
      const { paymentId } = await strangerFrom(push.echo);
      await Promise.allSettled([
        give(paymentId, other),
        settle(job, push.callback),
        settle(job, push.query),
        settle(job, push.pull),
      ]);
      const [mine, theirs] = [await stateOf(world, payer), await stateOf(world, other)];
      expect(mine.payments.length + theirs.payments.length).toBe(1);
      expect(mine.renewals.length + theirs.renewals.length).toBe(1);
    }
  });
});

test("a receipt assigned while its push stood credited without one becomes that money when the callback says so", async () => {
  const payer = await world.addPayer();
  const push = await pushThroughTill(payer);
  await settle(job, push.query);
  later(31);
  expect(await postReceiptlessPayments(job)).toBe(1);
  const { paymentId } = await strangerFrom(push.echo);
  expect((await receiptOf(push.receipt))?.flags).toEqual(["may_be_receiptless_payment"]);
  await give(paymentId, payer);
  expect((await stateOf(world, payer)).walletCents).toBe(PRICE);
  await settle(job, push.callback);
  const state = await stateOf(world, payer);
  expect(state.payments.map((payment) => payment.status).sort()).toEqual(["credited", "reversed"]);
  expect(state).toMatchObject({ walletCents: 0, renewals: [{ periods: 1 }] });
});

async function strangerFrom(evidence: Evidence) {
  const { paymentId } = await addStranger(world, evidence);
  return { paymentId };
}
