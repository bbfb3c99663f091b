import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { schema } from "@/lib/db";
import { quoteRenewal, quoteRenewalChoices, renewFromWallet } from "@/services/billing";
import { createTestDatabase, errorOf, expectBooksInOrder } from "@/tests/support";
import { billingWorld } from "./billing-world";
import { createMoneyWorld, PRICE, stateOf } from "./support";

const { db } = await createTestDatabase();
const world = await createMoneyWorld(db);
const { job, owner } = world;
const { onDay, pay, payerWithMonths } = billingWorld(world);

afterEach(() => expectBooksInOrder(db, { now: world.clock.now }));

describe("paying in advance", () => {
  test("each number of periods has its price and its end, from one look", async () => {
    const { payer } = await payerWithMonths(1);
    const choices = await quoteRenewalChoices(owner, { userId: payer.userId, upTo: 12 });
    expect(choices.map((choice) => choice.totalCents)).toEqual(
      Array.from({ length: 12 }, (_, n) => (n + 1) * PRICE),
    );
    expect(choices[11]?.periodEnd.toISOString()).toBe("2027-07-10T06:00:00.000Z");
    expect(choices[2]).toEqual(await quoteRenewal(owner, { userId: payer.userId, periods: 3 }));
  });

  test("from the wallet buys what the quote said, and names what is missing", async () => {
    const { payer } = await payerWithMonths(1);
    await pay(payer, 2 * PRICE);
    const renew = (periods: number) => renewFromWallet(owner, { userId: payer.userId, periods });
    expect((await errorOf(renew(3))).message).toBe("KES 2,500 more is needed in the wallet.");
    await renew(2);
    const state = await stateOf(world, payer);
    expect(state.user.paidUntil?.toISOString()).toBe("2026-09-10T06:00:00.000Z");
    expect(state.walletCents).toBe(0);
  });

  test("pressed eight times at once, or again when the answer was lost, buys once", async () => {
    const { payer } = await payerWithMonths(1);
    await pay(payer, 5 * PRICE);
    const { userId } = payer;
    const { periodStart: seenFrom } = await quoteRenewal(job, { userId, periods: 1 });
    const press = () => renewFromWallet(owner, { userId, periods: 1, seenFrom });
    const presses = await Promise.allSettled(Array.from({ length: 8 }, press));
    expect(presses.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await errorOf(press())).toMatchObject({ code: "conflict" });
    expect((await stateOf(world, payer)).walletCents).toBe(4 * PRICE);
    const { periodStart } = await quoteRenewal(job, { userId, periods: 1 });
    await renewFromWallet(owner, { userId, periods: 1, seenFrom: periodStart });
    expect((await stateOf(world, payer)).walletCents).toBe(3 * PRICE);
  });

  test("of who has run out is bought from now on, whenever they had looked", async () => {
    const { payer } = await payerWithMonths(1);
    const { userId } = payer;
    onDay(40);
    const { periodStart: seenFrom } = await quoteRenewal(job, { userId, periods: 1 });
    onDay(41);
    await db.update(schema.users).set({ autoRenew: false }).where(eq(schema.users.id, userId));
    await pay(payer, PRICE);
    await renewFromWallet(owner, { userId, periods: 1, seenFrom });
    expect((await stateOf(world, payer)).walletCents).toBe(0);
  });
});
