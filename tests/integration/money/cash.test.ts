import { eq, like } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { schema } from "@/lib/db";
import { closeTill, voidCash } from "@/services/tills";
import { createTestDatabase, errorOf, expectBooksInOrder } from "@/tests/support";
import { cashWorld } from "./cash-world";
import { addStranger, createMoneyWorld, PRICE, stateOf } from "./support";

const { db } = await createTestDatabase();
const world = await createMoneyWorld(db);
const { owner, job } = world;
const { openDesk, take, tillBalance } = cashWorld(world);

afterEach(() => expectBooksInOrder(db, { now: world.clock.now }));

const cashReceipts = async () =>
  (
    await db
      .select({ receipt: schema.payments.receipt })
      .from(schema.payments)
      .where(like(schema.payments.receipt, "CASH-2026-%"))
  )
    .map((row) => Number(row.receipt?.slice(-6)))
    .sort((a, b) => a - b);

describe("cash", () => {
  test("is settled like any payment: credited, renewed, reconnected, told, and stands in its own till", async () => {
    const desk = await openDesk();
    const payer = await world.addPayer();
    const { paymentId, receipt } = await take(desk, payer.customerId);
    expect(receipt).toMatch(/^CASH-2026-\d{6}$/);
    const state = await stateOf(world, payer);
    expect(state.payments).toMatchObject([
      { id: paymentId, receipt, provider: "cash", source: "cash", status: "credited" },
    ]);
    expect(state.payments[0]?.tillSessionId).toBe(desk.tillSessionId);
    expect(state.renewals).toHaveLength(1);
    expect(state.restorations).toMatchObject([{ paymentId }]);
    expect(await tillBalance(desk.channelId)).toBe(PRICE);
    const [text] = await db
      .select()
      .from(schema.messages)
      .where(eq(schema.messages.dedupeKey, `payment:${paymentId}`));
    expect(text?.body).toContain(`receipt ${receipt}`);
  });

  test("for a user and some periods buys those, and only of that customer", async () => {
    const desk = await openDesk();
    const payer = await world.addPayer();
    const { customerId, userId } = payer;
    await take(desk, customerId, {
      amountCents: PRICE * 3,
      purpose: { userId, periods: 3 },
    });
    expect((await stateOf(world, payer)).renewals).toMatchObject([{ periods: 3 }]);
    const stranger = await world.addPayer();
    const purpose = { userId: stranger.userId, periods: 1 };
    expect(await errorOf(take(desk, customerId, { purpose }))).toMatchObject({
      code: "invalid",
      fieldErrors: { userId: expect.stringContaining("has no such user") },
    });
  });

  test("of one form, sent ten times at once, is taken once, under one number", async () => {
    const desk = await openDesk();
    const payer = await world.addPayer();
    const formId = job.newId();
    const before = (await cashReceipts()).length;
    const sent = await Promise.all(
      Array.from({ length: 10 }, () => take(desk, payer.customerId, { formId })),
    );
    expect(sent.filter((each) => each.taken)).toHaveLength(1);
    expect(new Set(sent.map((each) => each.receipt)).size).toBe(1);
    expect((await cashReceipts()).length).toBe(before + 1);
    expect(await tillBalance(desk.channelId)).toBe(PRICE);
    expect(await errorOf(take(desk, payer.customerId, { formId, amountCents: 1 }))).toMatchObject({
      code: "conflict",
    });
  });

  test("receipts run without a gap, though some fail, from several tills at the same moment", async () => {
    const [one, two] = [await openDesk(), await openDesk()];
    const payers = [await world.addPayer(), await world.addPayer()];
    await Promise.allSettled(
      Array.from({ length: 16 }, (_, i) =>
        take(i % 2 ? one : two, i % 4 === 3 ? job.newId() : String(payers[i % 2]?.customerId), {
          amountCents: 100 + i,
        }),
      ),
    );
    const numbers = await cashReceipts();
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, i) => i + 1));
  });

  test("that is nothing, negative, half a cent or a fortune is refused at its field", async () => {
    const desk = await openDesk();
    const { customerId } = await world.addPayer();
    for (const amountCents of [0, -100, 0.5, Number.NaN, 1e12])
      await expect(take(desk, customerId, { amountCents })).rejects.toThrow(/amountCents/);
    expect(await tillBalance(desk.channelId)).toBe(0);
  });

  test("is taken at one's own open till only", async () => {
    const [mine, other] = [await openDesk(), await openDesk()];
    const { customerId } = await world.addPayer();
    const atOther = { cashier: mine.cashier, tillSessionId: other.tillSessionId };
    expect(await errorOf(take(atOther, customerId))).toMatchObject({ code: "conflict" });
    await closeTill(mine.cashier, { tillSessionId: mine.tillSessionId, countedCents: 50_000 });
    expect(await errorOf(take(mine, customerId))).toMatchObject({ code: "conflict" });
    expect(await errorOf(take({ ...mine, cashier: job }, customerId))).toMatchObject({
      code: "forbidden",
    });
  });
});

describe("a void", () => {
  test("of cash that has bought nothing takes it out of wallet and till", async () => {
    const desk = await openDesk("finance");
    const payer = await world.addPayer();
    const { paymentId } = await take(desk, payer.customerId, { amountCents: 5_050 });
    expect((await stateOf(world, payer)).walletCents).toBe(5_050);
    await voidCash(desk.cashier, { paymentId, reason: "Typed twice" });
    const state = await stateOf(world, payer);
    expect(state).toMatchObject({ walletCents: 0, payments: [{ status: "reversed" }] });
    expect(await tillBalance(desk.channelId)).toBe(0);
    const closed = await closeTill(desk.cashier, {
      tillSessionId: desk.tillSessionId,
      countedCents: 50_000,
    });
    expect(closed.differenceCents).toBe(0);
  });

  test("takes back the time that it had bought, and access with it", async () => {
    const desk = await openDesk("finance");
    const payer = await world.addPayer();
    const { paymentId } = await take(desk, payer.customerId);
    expect((await stateOf(world, payer)).user.paidUntil).not.toBeNull();
    await voidCash(desk.cashier, { paymentId, reason: "Note was false" });
    const { user, walletCents, renewals } = await stateOf(world, payer);
    expect(walletCents).toBe(0);
    expect(user.paidUntil?.getTime() ?? 0).toBeLessThanOrEqual(world.clock.now.getTime());
    expect(renewals).toMatchObject([{ endedAt: expect.any(Date) }]);
  });

  test("pressed five times at once happens once", async () => {
    const desk = await openDesk("finance");
    const payer = await world.addPayer();
    const { paymentId } = await take(desk, payer.customerId, { amountCents: 700 });
    const pressed = await Promise.allSettled(
      Array.from({ length: 5 }, () => voidCash(desk.cashier, { paymentId, reason: "By mistake" })),
    );
    expect(pressed.filter((each) => each.status === "fulfilled")).toHaveLength(1);
    expect(await tillBalance(desk.channelId)).toBe(0);
  });

  test("needs a reason, the right role, cash, and an open till to hand it back from", async () => {
    const desk = await openDesk("finance");
    const payer = await world.addPayer();
    const { paymentId } = await take(desk, payer.customerId, { amountCents: 700 });
    const reason = "By mistake";
    await expect(voidCash(desk.cashier, { paymentId, reason: " " })).rejects.toThrow("Say why");
    const { cashier } = await openDesk("support");
    expect(await errorOf(voidCash(cashier, { paymentId, reason }))).toMatchObject({
      code: "forbidden",
    });
    const { paymentId: mobile } = await addStranger(world);
    expect(await errorOf(voidCash(owner, { paymentId: mobile, reason }))).toMatchObject({
      code: "conflict",
    });
    const { tillSessionId } = desk;
    await closeTill(desk.cashier, { tillSessionId, countedCents: 50_700 });
    const refused = await errorOf(voidCash(owner, { paymentId, reason }));
    expect(refused.message).toBe(`Open ${desk.name} first: the money goes back out of it.`);
  });
});
