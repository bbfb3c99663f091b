import { and, eq, like } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { createContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { assignPayment } from "@/services/payments";
import { settle } from "@/services/payments/settle";
import { createTestDatabase, errorOf, expectBooksInOrder } from "@/tests/support";
import { addStranger, attemptState, createMoneyWorld, PRICE, stateOf } from "./support";

const { db } = await createTestDatabase();
const world = await createMoneyWorld(db);
const { owner, job } = world;

const paymentRow = async (id: string) =>
  (await db.select().from(schema.payments).where(eq(schema.payments.id, id)))[0];
const whole = (customerId: string, amountCents = PRICE) => [{ customerId, amountCents }];
const textsOf = (paymentId: string) =>
  db
    .select()
    .from(schema.messages)
    .where(
      and(
        eq(schema.messages.template, "payment_received"),
        like(schema.messages.dedupeKey, `payment:${paymentId}%`),
      ),
    );

afterEach(() => expectBooksInOrder(db, { now: world.clock.now }));

test("an unmatched payment is assigned in one step: credited, renewed, reconnected, and the customer is told", async () => {
  const payer = await world.addPayer();
  const { paymentId } = await addStranger(world);
  await assignPayment(owner, { paymentId, parts: whole(payer.customerId), note: "He called." });
  const state = await stateOf(world, payer);
  expect(state.payments).toMatchObject([{ id: paymentId, status: "credited" }]);
  expect(state.walletCents).toBe(0);
  expect(state.renewals).toHaveLength(1);
  expect(state.restorations).toMatchObject([{ paymentId, callbackAt: world.clock.now }]);
  const [text, ...more] = await textsOf(paymentId);
  expect(more).toEqual([]);
  expect(text).toMatchObject({ phone: payer.phone });
  expect(text?.body).toContain("Home 10 Mbps is paid until");
});

test("the oldest bill is paid before anything is renewed", async () => {
  const payer = await world.addPayer({ fees: [70_000] });
  const { paymentId } = await addStranger(world, { amountCents: PRICE + 70_000 });
  await assignPayment(owner, { paymentId, parts: whole(payer.customerId, PRICE + 70_000) });
  const [bill] = await db
    .select()
    .from(schema.bills)
    .where(eq(schema.bills.customerId, payer.customerId));
  expect(bill).toMatchObject({ status: "paid", paidCents: PRICE + 70_000 });
});

describe("pressed twice at the same moment", () => {
  test("a payment assigned twenty times at once is credited once", async () => {
    const payer = await world.addPayer();
    const { paymentId } = await addStranger(world);
    const pressed = await Promise.allSettled(
      Array.from({ length: 20 }, () =>
        assignPayment(owner, { paymentId, parts: whole(payer.customerId) }),
      ),
    );
    expect(pressed.filter((each) => each.status === "fulfilled")).toHaveLength(1);
    const state = await stateOf(world, payer);
    expect(state.payments).toHaveLength(1);
    expect(state.renewals).toHaveLength(1);
    expect(await textsOf(paymentId)).toHaveLength(1);
  });

  test("of two who give it to different customers one wins, and the other is told", async () => {
    const [a, b] = [await world.addPayer(), await world.addPayer()];
    const { paymentId } = await addStranger(world);
    const pressed = await Promise.allSettled(
      [a, b].map((payer) => assignPayment(owner, { paymentId, parts: whole(payer.customerId) })),
    );
    const lost = pressed.filter((each) => each.status === "rejected");
    expect(lost.map((each) => String(each.reason.message))).toEqual([
      "This payment is no longer unmatched.",
    ]);
    const renewals = [...(await stateOf(world, a)).renewals, ...(await stateOf(world, b)).renewals];
    expect(renewals).toHaveLength(1);
  });

  test("splits over the same customers in opposite orders do not wait for each other for ever", async () => {
    const [a, b] = [await world.addPayer(), await world.addPayer()];
    const payments = await Promise.all(Array.from({ length: 8 }, () => addStranger(world)));
    await Promise.all(
      payments.map(({ paymentId }, i) => {
        const parts = [...whole(a.customerId, 100_000), ...whole(b.customerId, 150_000)];
        return assignPayment(owner, { paymentId, parts: i % 2 ? parts : parts.reverse() });
      }),
    );
    for (const { paymentId } of payments)
      expect(await paymentRow(paymentId)).toMatchObject({ status: "split" });
  });
});

describe("a payment split over several customers", () => {
  test("gives each their part, renews who has enough, and tells each of their own part", async () => {
    const [a, b] = [await world.addPayer(), await world.addPayer()];
    const { paymentId } = await addStranger(world, { amountCents: PRICE + 100_000 });
    const parts = [...whole(a.customerId), ...whole(b.customerId, 100_000)];
    await assignPayment(owner, { paymentId, parts });
    expect(await paymentRow(paymentId)).toMatchObject({ status: "split", customerId: null });
    expect(await stateOf(world, a)).toMatchObject({ walletCents: 0, renewals: [{ periods: 1 }] });
    expect(await stateOf(world, b)).toMatchObject({ walletCents: 100_000, renewals: [] });
    const texts = (await textsOf(paymentId)).map((text) => [text.phone, text.body]);
    expect(texts).toHaveLength(2);
    expect(new Map(texts as [string, string][]).get(b.phone)).toContain("KES 1,000");
  });

  test("must be given whole: a rest, too much, or one customer twice is refused at the field", async () => {
    const [a, b] = [await world.addPayer(), await world.addPayer()];
    const { paymentId } = await addStranger(world);
    const refusals = [
      [[...whole(a.customerId, 100_000)], "KES 1,500 of the payment is left over"],
      [[...whole(a.customerId), ...whole(b.customerId, 50)], "KES 0.50 more than the payment"],
      [[...whole(a.customerId, 1), ...whole(a.customerId, PRICE - 1)], "one part only"],
    ] as const;
    for (const [parts, words] of refusals) {
      const error = await errorOf(assignPayment(owner, { paymentId, parts: [...parts] }));
      expect(error).toMatchObject({ code: "invalid" });
      expect(error).toHaveProperty("fieldErrors.parts", expect.stringContaining(words));
    }
    expect(await paymentRow(paymentId)).toMatchObject({ status: "suspense" });
  });
});

test("only who handles payments may assign; closed and unknown customers get nothing", async () => {
  const payer = await world.addPayer();
  const { paymentId } = await addStranger(world);
  const technician = createContext({ kind: "staff", id: job.newId(), role: "technician" }, { db });
  const give = (ctx: typeof owner, customerId: string) =>
    errorOf(assignPayment(ctx, { paymentId, parts: whole(customerId) }));
  expect(await give(technician, payer.customerId)).toMatchObject({ code: "forbidden" });
  expect(await give(owner, job.newId())).toMatchObject({ code: "not_found" });
  await db
    .update(schema.customers)
    .set({ status: "closed" })
    .where(eq(schema.customers.id, payer.customerId));
  expect(await give(owner, payer.customerId)).toMatchObject({ code: "conflict" });
  expect(await paymentRow(paymentId)).toMatchObject({ status: "suspense" });
});

test("later reports of a receipt that was assigned or split are known already", async () => {
  const [a, b] = [await world.addPayer(), await world.addPayer()];
  for (const parts of [
    whole(a.customerId),
    [...whole(a.customerId, 1), ...whole(b.customerId, PRICE - 1)],
  ]) {
    const { paymentId, evidence } = await addStranger(world);
    await assignPayment(owner, { paymentId, parts });
    for (const kind of ["pull", "c2b_confirmation"] as const)
      expect(await settle(job, { ...evidence, kind })).toEqual({
        outcome: "already_known",
        paymentId,
      });
  }
});

test("what has reached its customer by itself can no longer be assigned", async () => {
  const [payer, other] = [await world.addPayer(), await world.addPayer()];
  const { paymentId, evidence } = await addStranger(world);
  const attempt = await world.addAttempt(payer);
  const callback = { ...evidence, kind: "stk_callback" as const, accountReference: undefined };
  await settle(job, { ...callback, attemptId: attempt.id, payer: undefined });
  const error = await errorOf(assignPayment(owner, { paymentId, parts: whole(other.customerId) }));
  expect(error).toMatchObject({ code: "conflict" });
  expect(await attemptState(world, attempt.id)).toBe("paid");
  expect((await stateOf(world, payer)).renewals).toHaveLength(1);
});
