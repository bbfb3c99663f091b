import { eq } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { schema } from "@/lib/db";
import { settle } from "@/services/payments/settle";
import { createTestDatabase, expectBooksInOrder } from "@/tests/support";
import { createMoneyWorld, newReceipt, PRICE, reports, stateOf } from "./support";

const { db } = await createTestDatabase();
const world = await createMoneyWorld(db);

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
