import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { schema } from "@/lib/db";
import {
  changePackageNow,
  creditBill,
  expireDueUsers,
  quotePackageChange,
  renewFromWallet,
} from "@/services/billing";
import { reversePayment } from "@/services/payments";
import { addUser } from "@/services/users";
import { createTestDatabase, expectBooksInOrder } from "@/tests/support";
import { billingWorld } from "./billing-world";
import { createMoneyWorld, type Payer, PRICE, stateOf } from "./support";

const { db } = await createTestDatabase();
const world = await createMoneyWorld(db);
const { job, owner } = world;
const { onDay, pay, timesOf, billsOf, intentOf, addOffer } = billingWorld(world);

afterEach(() => expectBooksInOrder(db, { now: world.clock.now }));

async function newPayer() {
  onDay(0);
  return world.addPayer();
}

async function paid(payer: Payer, amountCents: number) {
  const settled = await pay(payer, amountCents);
  if (!("paymentId" in settled)) throw new Error(settled.outcome);
  return settled.paymentId;
}

const reverse = (paymentId: string) =>
  reversePayment(owner, { paymentId, reason: "went back to the payer", how: "books" });

const buy = ({ userId }: Payer) => renewFromWallet(owner, { userId, periods: 1 });

async function changeTo(payer: Payer, packageId: string) {
  const quote = await quotePackageChange(owner, { userId: payer.userId, packageId });
  const { quotedAt, creditCents, priceCents } = quote;
  return changePackageNow(owner, {
    userId: payer.userId,
    packageId,
    quotedAt,
    creditCents,
    priceCents,
  });
}

describe("a reversed payment takes back what its money bought by way of the wallet", () => {
  test("a month that the wallet renewed from what was left of it", async () => {
    const payer = await newPayer();
    const paymentId = await paid(payer, 2 * PRICE);
    onDay(30);
    await expireDueUsers(job);
    onDay(40);
    expect((await stateOf(world, payer)).walletCents).toBe(0);
    expect((await intentOf(payer)).access).toBe("on");
    await reverse(paymentId);
    // The month from 10 July has 31 days, and 21 of them are left.
    const unused = Math.floor((PRICE * 21) / 31);
    const { user, walletCents } = await stateOf(world, payer);
    expect(walletCents).toBe(-2 * PRICE + unused);
    expect(user.paidUntil).toEqual(world.clock.now);
    expect((await intentOf(payer)).access).not.toBe("on");
  });

  test("a package that was changed to meanwhile", async () => {
    const payer = await newPayer();
    const paymentId = await paid(payer, PRICE);
    onDay(15);
    const { creditedCents } = await changeTo(payer, await addOffer(100_000));
    await reverse(paymentId);
    const { user, walletCents } = await stateOf(world, payer);
    expect(walletCents).toBe(creditedCents - PRICE);
    expect(user.paidUntil).toEqual(world.clock.now);
    expect((await intentOf(payer)).access).not.toBe("on");
  });

  test("a month that was bought with what staff had given back of the first", async () => {
    const payer = await newPayer();
    const paymentId = await paid(payer, PRICE);
    const [bill] = await billsOf(payer);
    await creditBill(owner, { billId: bill?.id ?? "", amountCents: PRICE, reason: "a bad week" });
    await buy(payer);
    await reverse(paymentId);
    const { user, walletCents } = await stateOf(world, payer);
    expect(walletCents).toBe(0);
    expect(user.paidUntil).toEqual(world.clock.now);
  });

  test("another login's month, when the wallet is the same", async () => {
    const payer = await newPayer();
    await paid(payer, PRICE);
    const paymentId = await paid(payer, PRICE);
    const { userId } = await addUser(owner, {
      customerId: payer.customerId,
      routerId: world.routerId,
      packageId: world.packageId,
      username: "second-login",
    });
    await renewFromWallet(owner, { userId, periods: 1 });
    await reverse(paymentId);
    const [second] = await db.select().from(schema.users).where(eq(schema.users.id, userId));
    expect(second?.paidUntil).toEqual(world.clock.now);
    expect((await stateOf(world, payer)).walletCents).toBe(0);
    expect((await intentOf(payer)).access).toBe("on");
  });
});

test("and nothing else: what other money bought stands, and what is missing is owed", async () => {
  const payer = await newPayer();
  await paid(payer, PRICE);
  const paymentId = await paid(payer, PRICE);
  await paid(payer, PRICE);
  onDay(30);
  await expireDueUsers(job);
  onDay(61);
  await expireDueUsers(job);
  const before = await timesOf(payer);
  expect(before).toHaveLength(3);
  await reverse(paymentId);
  const { user, walletCents } = await stateOf(world, payer);
  expect(walletCents).toBe(-PRICE);
  expect(user.paidUntil).toEqual(before.at(-1)?.endsAt);
  expect((await intentOf(payer)).access).toBe("on");
});
