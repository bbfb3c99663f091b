import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { schema } from "@/lib/db";
import type { Evidence } from "@/services/payments/evidence";
import { settle } from "@/services/payments/settle";
import { createTestDatabase, expectBooksInOrder } from "@/tests/support";
import { statementsOf } from "./count-statements";
import {
  attemptRow,
  createMoneyWorld,
  directPayment,
  newReceipt,
  PRICE,
  reports,
  stateOf,
} from "./support";

const { db } = await createTestDatabase();
const world = await createMoneyWorld(db);
const cancelled = (attemptId: string): Evidence => ({
  ...world.base(),
  kind: "stk_callback",
  attemptId,
  result: { code: "1032", description: "Request cancelled by user" },
});

afterEach(() => expectBooksInOrder(db, { now: world.clock.now }));

test("a callback credits, renews a calendar month, reopens access and tells the customer", async () => {
  const payer = await world.addPayer();
  const attempt = await world.addAttempt(payer);
  const receipt = newReceipt();
  const outcome = await settle(world.job, reports(world, attempt, receipt).callback);
  expect(outcome.outcome).toBe("credited");
  const state = await stateOf(world, payer);
  expect(state.user.paidUntil?.toISOString()).toBe("2026-07-10T06:00:00.000Z");
  expect(state.walletCents).toBe(0);
  expect(state.payments).toMatchObject([{ receipt, amountCents: PRICE, status: "credited" }]);
  expect(state.restorations).toMatchObject([
    { attemptId: attempt.id, provisional: false, requestedAt: attempt.requestedAt },
  ]);
  const texts = await db
    .select()
    .from(schema.messages)
    .where(eq(schema.messages.dedupeKey, `payment:${state.payments[0]?.id}`));
  expect(texts).toMatchObject([{ template: "payment_received", phone: payer.phone }]);
  expect(texts[0]?.body).toContain("Home 10 Mbps is paid until 10 Jul 2026, 09:00.");
});

// Counted inside node-postgres, which Neon's driver does not use.
const countable = process.env.TEST_DATABASE_DRIVER !== "neon";

test.runIf(countable)(
  "a settlement takes at most 20 statements, and 30 when it reopens access",
  async () => {
    const payer = await world.addPayer();
    await settle(world.job, directPayment(world, "no such account 00"));
    const run = async () => {
      const { callback } = reports(world, await world.addAttempt(payer), newReceipt());
      return (await statementsOf("stk_attempts", () => settle(world.job, callback))).length;
    };
    expect(await run()).toBeLessThanOrEqual(16);
    const ahead = await run();
    expect(ahead).toBeGreaterThan(5);
    expect(ahead).toBeLessThanOrEqual(15);
  },
);

describe("what the provider says wins", () => {
  test("another amount than asked for is credited as it came, flagged, and waits in the wallet", async () => {
    const payer = await world.addPayer();
    const attempt = await world.addAttempt(payer);
    const { callback } = reports(world, attempt, newReceipt());
    await settle(world.job, { ...callback, amountCents: 100_000 });
    const state = await stateOf(world, payer);
    expect(state).toMatchObject({ walletCents: 100_000, renewals: [], user: { paidUntil: null } });
    expect(state.payments).toMatchObject([{ amountCents: 100_000, flags: ["amount_differs"] }]);
    const [text] = await db
      .select()
      .from(schema.messages)
      .where(eq(schema.messages.dedupeKey, `payment:${state.payments[0]?.id}`));
    expect(text?.body).toContain("KES 1,500 more is needed for Home 10 Mbps.");
    expect(text?.body).toContain("KES 1,000 stays in your wallet.");
  });

  test("a success after a failure, and after an expired prompt, is accepted", async () => {
    for (const state of ["failed", "expired"] as const) {
      const payer = await world.addPayer();
      const attempt = await world.addAttempt(payer, { state });
      const outcome = await settle(world.job, reports(world, attempt, newReceipt()).callback);
      expect(outcome.outcome).toBe("credited");
      expect(await attemptRow(world, attempt.id)).toMatchObject({ state: "paid", resultCode: "0" });
    }
  });

  test("a failure is written on an unpaid attempt, and changes nothing on a paid one", async () => {
    const payer = await world.addPayer();
    const attempt = await world.addAttempt(payer);
    expect(await settle(world.job, cancelled(attempt.id))).toMatchObject({
      outcome: "attempt_failed",
    });
    expect(await attemptRow(world, attempt.id)).toMatchObject({
      state: "failed",
      resultCode: "1032",
    });
    await settle(world.job, reports(world, attempt, newReceipt()).callback);
    expect(await settle(world.job, cancelled(attempt.id))).toMatchObject({ outcome: "nothing" });
    expect(await attemptRow(world, attempt.id)).toMatchObject({ state: "paid" });
  });

  test("a failure after a query's success is kept for staff", async () => {
    const payer = await world.addPayer();
    const attempt = await world.addAttempt(payer);
    await settle(world.job, reports(world, attempt, newReceipt()).query);
    const outcome = await settle(world.job, cancelled(attempt.id));
    expect(outcome).toMatchObject({ outcome: "quarantined" });
    expect(await attemptRow(world, attempt.id)).toMatchObject({ state: "paid_no_receipt" });
  });

  test("pending and unknown codes change nothing", async () => {
    const attempt = await world.addAttempt(await world.addPayer());
    for (const code of ["4999", "31337"]) {
      const { query } = reports(world, attempt, newReceipt());
      const outcome = await settle(world.job, { ...query, result: { code, description: "" } });
      expect(outcome.outcome).toBe("nothing");
    }
    expect(await attemptRow(world, attempt.id)).toMatchObject({ state: "sent" });
  });
});

describe("contradictions are kept, and move no money", () => {
  test("a known receipt with another amount", async () => {
    const payer = await world.addPayer();
    const receipt = newReceipt();
    await settle(world.job, directPayment(world, payer.accountNumber, { receipt }));
    const outcome = await settle(
      world.job,
      directPayment(world, payer.accountNumber, { receipt, amountCents: PRICE * 10 }),
    );
    expect(outcome).toMatchObject({ outcome: "quarantined" });
    const [payment] = (await stateOf(world, payer)).payments;
    const kept = await db
      .select()
      .from(schema.paymentEvidence)
      .where(eq(schema.paymentEvidence.paymentId, String(payment?.id)));
    expect(kept.map((row) => row.summary)).toMatchObject([
      { amountCents: PRICE },
      { amountCents: PRICE * 10, quarantined: "known receipt with another amount" },
    ]);
  });

  test("money for another shortcode", async () => {
    const payer = await world.addPayer();
    const outcome = await settle(
      world.job,
      directPayment(world, payer.accountNumber, { shortcode: "999999" }),
    );
    expect(outcome).toMatchObject({ outcome: "quarantined" });
    expect((await stateOf(world, payer)).payments).toEqual([]);
  });

  test("a second callback with another receipt for the same attempt", async () => {
    const payer = await world.addPayer();
    const attempt = await world.addAttempt(payer);
    await settle(world.job, reports(world, attempt, newReceipt()).callback);
    const forged = await settle(world.job, reports(world, attempt, newReceipt()).callback);
    expect(forged).toMatchObject({ outcome: "quarantined" });
    expect((await stateOf(world, payer)).payments).toHaveLength(1);
  });

  test("a receipt that belongs to another attempt", async () => {
    const payer = await world.addPayer();
    const [one, two] = [
      await world.addAttempt(payer, { state: "failed" }),
      await world.addAttempt(payer),
    ];
    const receipt = newReceipt();
    await settle(world.job, reports(world, one, receipt).callback);
    const outcome = await settle(world.job, reports(world, two, receipt).callback);
    expect(outcome).toMatchObject({ outcome: "quarantined" });
    expect(await attemptRow(world, two.id)).toMatchObject({ state: "sent" });
  });
});
