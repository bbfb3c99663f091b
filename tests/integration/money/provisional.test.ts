import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { schema } from "@/lib/db";
import { expireDueUsers } from "@/services/billing";
import { settle } from "@/services/payments/settle";
import { postReceiptlessPayments } from "@/services/payments/settle/post-receiptless-payments";
import { createTestDatabase, expectBooksInOrder } from "@/tests/support";
import { createMoneyWorld, newReceipt, PRICE, reports, stateOf } from "./support";

const { db } = await createTestDatabase();
const world = await createMoneyWorld(db);
const HOUR = 3_600_000;
const pass = (ms: number) => {
  world.clock.now = new Date(world.clock.now.getTime() + ms);
};
const stateOfAttempt = async (id: string) =>
  (await db.select().from(schema.stkAttempts).where(eq(schema.stkAttempts.id, id)))[0]?.state;
const accessOf = async (userId: string) =>
  (await db.select().from(schema.desiredStates).where(eq(schema.desiredStates.userId, userId)))[0]
    ?.intent.access;

async function vouchedFor() {
  const payer = await world.addPayer();
  const attempt = await world.addAttempt(payer);
  const receipt = newReceipt();
  const ways = reports(world, attempt, receipt);
  const outcome = await settle(world.job, ways.query);
  expect(outcome).toEqual({ outcome: "provisional", attemptId: attempt.id });
  return { payer, attempt, receipt, ways };
}

// What a test leaves waiting for a receipt is no business of the next one's sweep.
beforeEach(() =>
  db
    .update(schema.stkAttempts)
    .set({ state: "failed" })
    .where(eq(schema.stkAttempts.state, "paid_no_receipt")),
);
afterEach(() => expectBooksInOrder(db, { now: world.clock.now }));

test("a query's success opens access for a day at most, and posts no money", async () => {
  const { payer } = await vouchedFor();
  const state = await stateOf(world, payer);
  expect(state).toMatchObject({ payments: [], renewals: [], walletCents: 0 });
  expect(state.user.paidUntil).toBeNull();
  expect(state.user.provisionalUntil?.getTime()).toBe(world.clock.now.getTime() + 24 * HOUR);
  expect(state.restorations).toMatchObject([{ provisional: true, paymentId: null }]);
  expect(await accessOf(payer.userId)).toBe("on");
});

test("one that cannot be posted does not hold up those after it", async () => {
  const stuck = await vouchedFor();
  const fine = await vouchedFor();
  await db.execute(sql`create function refuse_one() returns trigger language plpgsql as
    $$ begin raise exception 'broken'; end $$`);
  await db.execute(
    sql.raw(`create trigger refuse_one before insert on payments for each row
      when (new.attempt_id = '${stuck.attempt.id}') execute function refuse_one()`),
  );
  pass(31 * 60_000);
  expect(await postReceiptlessPayments(world.job)).toBe(1);
  await db.execute(sql`drop function refuse_one cascade`);
  expect(await stateOfAttempt(fine.attempt.id)).toBe("paid");
  expect(await stateOfAttempt(stuck.attempt.id)).toBe("paid_no_receipt");
});

test("provisional access lasts no longer than what was to be bought", async () => {
  const payer = await world.addPayer();
  const { packages } = schema;
  const [pack] = await db.select().from(packages).where(eq(packages.id, world.packageId));
  const [hourly] = await db
    .insert(packages)
    .values({ ...pack, id: undefined, name: "Hour", periodUnit: "hour", periodCount: 1 } as never)
    .returning();
  await db
    .update(schema.users)
    .set({ packageId: String(hourly?.id) })
    .where(eq(schema.users.id, payer.userId));
  const attempt = await world.addAttempt(payer, { periods: 2 });
  await settle(world.job, reports(world, attempt, newReceipt()).query);
  const { user } = await stateOf(world, payer);
  expect(user.provisionalUntil?.getTime()).toBe(world.clock.now.getTime() + 2 * HOUR);
});

for (const way of ["callback", "c2b", "pull"] as const) {
  test(`the receipt that ${way} brings posts the money once and ends what was provisional`, async () => {
    const { payer, attempt, receipt, ways } = await vouchedFor();
    pass(60_000);
    expect(await settle(world.job, ways[way])).toMatchObject({ outcome: "credited" });
    const state = await stateOf(world, payer);
    expect(state.payments).toMatchObject([{ receipt, attemptId: attempt.id }]);
    expect(state.user).toMatchObject({ provisionalUntil: null, expiredAt: null });
    expect(state.renewals).toHaveLength(1);
    expect(state.restorations).toMatchObject([
      { provisional: false, paymentId: state.payments[0]?.id },
    ]);
    expect(await settle(world.job, ways.query)).toMatchObject({ outcome: "nothing" });
    expect(await stateOfAttempt(attempt.id)).toBe("paid");
  });
}

test("a receipt that shows less money than needed ends the provisional access at the next sweep", async () => {
  const { payer, ways } = await vouchedFor();
  await settle(world.job, { ...ways.callback, amountCents: 1_000 });
  expect((await stateOf(world, payer)).walletCents).toBe(1_000);
  await expireDueUsers(world.job);
  expect(await accessOf(payer.userId)).toBe("off");
});

test("without any receipt the money is posted after half an hour, once, and renews", async () => {
  const { payer, attempt } = await vouchedFor();
  pass(29 * 60_000);
  expect(await postReceiptlessPayments(world.job)).toBe(0);
  pass(2 * 60_000);
  const sweeps = [1, 2, 3, 4].map(() => postReceiptlessPayments(world.job));
  expect((await Promise.all(sweeps)).reduce((a, b) => a + b)).toBe(1);
  const state = await stateOf(world, payer);
  expect(state.payments).toMatchObject([
    { receipt: null, attemptId: attempt.id, amountCents: PRICE, flags: ["receipt_missing"] },
  ]);
  expect(state.renewals).toHaveLength(1);
});

test("a receipt that comes after that attaches, and no second credit is posted", async () => {
  for (const way of ["callback", "c2b", "pull"] as const) {
    const { payer, attempt, receipt, ways } = await vouchedFor();
    pass(31 * 60_000);
    await postReceiptlessPayments(world.job);
    expect(await settle(world.job, ways[way])).toMatchObject({ outcome: "already_known" });
    expect(await settle(world.job, ways[way])).toMatchObject({ outcome: "already_known" });
    const state = await stateOf(world, payer);
    expect(state.payments).toMatchObject([{ receipt, attemptId: attempt.id, flags: [] }]);
    expect(state.renewals).toHaveLength(1);
  }
});

test("a failure reported after the success leaves the money to staff", async () => {
  const { payer, attempt } = await vouchedFor();
  await settle(world.job, {
    ...world.base(),
    kind: "stk_callback",
    attemptId: attempt.id,
    result: { code: "1032", description: "Request cancelled by user" },
  });
  pass(31 * 60_000);
  expect(await postReceiptlessPayments(world.job)).toBe(0);
  expect((await stateOf(world, payer)).payments).toEqual([]);
});

test("a missing receipt is marked after two days", async () => {
  const { payer } = await vouchedFor();
  pass(31 * 60_000);
  await postReceiptlessPayments(world.job);
  pass(49 * HOUR);
  await postReceiptlessPayments(world.job);
  const [payment] = (await stateOf(world, payer)).payments;
  expect(payment?.flags).toEqual(["receipt_missing", "receipt_overdue"]);
});

test("a Till's echo without a reference is the receipt of the attempt that a query vouched for", async () => {
  const { payer, attempt, ways, receipt } = await vouchedFor();
  const echo = {
    ...ways.c2b,
    accountReference: "",
    payer: { number: `2547 ***** ${attempt.phone.slice(-3)}` },
  };
  expect(await settle(world.job, echo)).toMatchObject({ outcome: "credited" });
  expect(await settle(world.job, ways.callback)).toMatchObject({ outcome: "already_known" });
  expect((await stateOf(world, payer)).payments).toMatchObject([
    { receipt, attemptId: attempt.id },
  ]);
});

test("a Till's echo that came before the query is found by it", async () => {
  const payer = await world.addPayer();
  const attempt = await world.addAttempt(payer);
  const { c2b, query } = reports(world, attempt, newReceipt());
  await settle(world.job, { ...c2b, accountReference: "" });
  expect(await settle(world.job, query)).toMatchObject({ outcome: "already_known" });
  pass(31 * 60_000);
  expect(await postReceiptlessPayments(world.job)).toBe(0);
  const state = await stateOf(world, payer);
  expect(state.payments).toMatchObject([{ attemptId: attempt.id }]);
  expect(state.renewals).toHaveLength(1);
});

test("a Till's echo that may be money posted without a receipt waits, and the callback makes them one", async () => {
  const { payer, attempt, receipt, ways } = await vouchedFor();
  const paidAt = world.clock.now;
  pass(31 * 60_000);
  await postReceiptlessPayments(world.job);
  const echo = { ...ways.c2b, accountReference: "", paidAt };
  expect(await settle(world.job, echo)).toMatchObject({ outcome: "suspense" });
  expect(await settle(world.job, ways.callback)).toMatchObject({ outcome: "already_known" });
  const state = await stateOf(world, payer);
  expect(state.walletCents).toBe(0);
  expect(state.renewals).toHaveLength(1);
  const live = state.payments.filter((payment) => payment.status !== "reversed");
  expect(live).toMatchObject([{ receipt, attemptId: attempt.id, status: "credited" }]);
});
