import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import {
  expireDueUsers,
  pauseUser,
  quoteRenewal,
  renewFromWallet,
  resumePausedUser,
  revokePeriods,
  setAutoRenew,
} from "@/services/billing";
import { settle } from "@/services/payments";
import { resumeUser } from "@/services/users";
import { createTestDatabase, errorOf, expectBooksInOrder } from "@/tests/support";
import { billingWorld } from "./billing-world";
import { createMoneyWorld, newReceipt, type Payer, PRICE, reports, stateOf } from "./support";

const DAY = 86_400_000;
const { db } = await createTestDatabase();
const world = await createMoneyWorld(db);
const { job, owner } = world;
const { onDay, pay, payerWithMonths, timesOf, notesOf, intentOf } = billingWorld(world);

const pause = ({ userId }: Payer) => pauseUser(owner, { userId });
const resume = ({ userId }: Payer) => resumePausedUser(owner, { userId });
const inTime = (ms: number) => new Date(world.clock.now.getTime() + ms);

afterEach(() => expectBooksInOrder(db, { now: world.clock.now }));

describe("a pause", () => {
  test("keeps the time left to the second, shuts the door, and gives it back when it ends", async () => {
    const { payer } = await payerWithMonths(1);
    onDay(10);
    expect(await pause(payer)).toEqual({ secondsLeft: 20 * 86_400 });
    const { user } = await stateOf(world, payer);
    expect(user).toMatchObject({ pausedSecondsLeft: 20 * 86_400, paidUntil: world.clock.now });
    expect((await intentOf(payer)).access).toBe("off");
    onDay(100);
    await resume(payer);
    const state = await stateOf(world, payer);
    expect(state.user).toMatchObject({
      status: "active",
      paidUntil: inTime(20 * DAY),
      pausedAt: null,
      pausedSecondsLeft: null,
    });
    expect((await intentOf(payer)).access).toBe("on");
    expect(state.walletCents).toBe(0);
    expect(await notesOf(payer)).toEqual([]);
  });

  test("keeps time paid in advance too, again and again", async () => {
    const { payer } = await payerWithMonths(2);
    // 30 days of June and 31 of July.
    let left = 61;
    for (const [pausedOn, resumedOn] of [
      [10, 40],
      [65, 66],
      [70, 200],
    ]) {
      onDay(pausedOn ?? 0);
      left = Math.round(((await pause(payer)).secondsLeft / 86_400) * 1000) / 1000;
      onDay(resumedOn ?? 0);
      await resume(payer);
    }
    expect(left).toBe(61 - 10 - 25 - 4);
    expect((await stateOf(world, payer)).user.paidUntil).toEqual(inTime(22 * DAY));
    const coming = (await timesOf(payer)).filter((time) => time.endsAt > world.clock.now);
    expect(coming.filter((time) => !time.endedAt)).toHaveLength(1);
  });

  test("lets nothing run out, and spends no money by itself", async () => {
    const { payer } = await payerWithMonths(1);
    onDay(10);
    await pause(payer);
    await pay(payer, PRICE);
    onDay(60);
    await expireDueUsers(job);
    expect(await stateOf(world, payer)).toMatchObject({
      walletCents: PRICE,
      user: { status: "suspended", pausedSecondsLeft: 20 * 86_400 },
    });
    await resume(payer);
    onDay(81);
    await expireDueUsers(job);
    const state = await stateOf(world, payer);
    expect(state.walletCents).toBe(0);
    expect(state.user.expiredAt).toBeNull();
  });

  test("a payment that was under way joins what is kept", async () => {
    const { payer } = await payerWithMonths(1);
    onDay(10);
    const attempt = await world.addAttempt(payer);
    await pause(payer);
    await settle(job, reports(world, attempt, newReceipt()).callback);
    expect(await stateOf(world, payer)).toMatchObject({
      walletCents: 0,
      user: { pausedSecondsLeft: 50 * 86_400, status: "suspended" },
    });
    expect((await intentOf(payer)).access).toBe("off");
    onDay(90);
    await resume(payer);
    expect((await stateOf(world, payer)).user.paidUntil).toEqual(inTime(50 * DAY));
  });

  test("time that is bought meanwhile is bought once, by two presses at the same moment and by one that looked before the pause", async () => {
    const { payer } = await payerWithMonths(1);
    await setAutoRenew(owner, { userId: payer.userId, autoRenew: false });
    await pay(payer, 5 * PRICE);
    onDay(10);
    const { userId } = payer;
    const look = () => quoteRenewal(job, { userId, periods: 1 });
    const buy = ({ periodStart, keptSeconds }: Awaited<ReturnType<typeof look>>) =>
      renewFromWallet(owner, {
        userId,
        periods: 1,
        seenFrom: periodStart,
        seenKept: keptSeconds ?? undefined,
      });
    const beforeThePause = await look();
    await pause(payer);
    expect((await errorOf(buy(beforeThePause))).code).toBe("conflict");
    const seen = await look();
    const presses = await Promise.allSettled(Array.from({ length: 8 }, () => buy(seen)));
    expect(presses.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await errorOf(buy(seen))).message).toContain("Look again before you buy more");
    const once = { walletCents: 4 * PRICE, user: { pausedSecondsLeft: (20 + 30) * 86_400 } };
    expect(await stateOf(world, payer)).toMatchObject(once);
    // A second look is another wish.
    await buy(await look());
    expect((await stateOf(world, payer)).walletCents).toBe(3 * PRICE);
    const paused = await look();
    await resume(payer);
    expect((await errorOf(buy(paused))).code).toBe("conflict");
  });

  test("what a reversed payment had bought is taken out of it, and its value given back", async () => {
    const { payer, bills } = await payerWithMonths(2);
    onDay(10);
    await pause(payer);
    const revoke = (billId = "") =>
      withTransaction(job, (tx) =>
        revokePeriods(tx, { userId: payer.userId, billId, reason: "payment reversed" }),
      );
    expect(await revoke(bills[0])).toMatchObject({ creditedCents: 166_666 });
    expect(await revoke(bills[0])).toMatchObject({ creditedCents: 0 });
    expect((await stateOf(world, payer)).user.pausedSecondsLeft).toBe(31 * 86_400);
    onDay(50);
    await resume(payer);
    expect((await stateOf(world, payer)).user.paidUntil).toEqual(inTime(31 * DAY));
    expect(await revoke(bills[1])).toMatchObject({ creditedCents: PRICE });
  });

  test("pressed six times at the same moment happens once, and so does resuming", async () => {
    const { payer } = await payerWithMonths(1);
    onDay(10);
    for (const press of [pause, resume]) {
      const results = await Promise.allSettled(Array.from({ length: 6 }, () => press(payer)));
      expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    }
    expect((await stateOf(world, payer)).user.paidUntil).toEqual(inTime(20 * DAY));
  });

  test("needs time that is left, and is ended as a pause only", async () => {
    const { payer } = await payerWithMonths(1);
    expect((await errorOf(resume(payer))).code).toBe("conflict");
    onDay(10);
    await pause(payer);
    const plain = resumeUser(owner, { userId: payer.userId });
    expect((await errorOf(plain)).message).toBe("This user is not suspended, or is paused.");
    await resume(payer);
    onDay(31);
    expect((await errorOf(pause(payer))).message).toContain("no paid time left");
  });

  test("time that was not sold here is kept as well", async () => {
    onDay(0);
    const payer = await world.addPayer({ paidUntil: inTime(7 * DAY) });
    await pause(payer);
    onDay(30);
    await resume(payer);
    expect((await stateOf(world, payer)).user.paidUntil).toEqual(inTime(7 * DAY));
  });
});

test("auto-renew is the customer's own to switch, and the wallet waits while it is off", async () => {
  const { payer } = await payerWithMonths(1);
  const stranger = await world.addPayer();
  const as = ({ customerId }: Payer) => ({
    ...owner,
    actor: { kind: "customer" as const, id: customerId },
  });
  const off = { userId: payer.userId, autoRenew: false };
  expect((await errorOf(setAutoRenew(as(stranger), off))).code).toBe("forbidden");
  await setAutoRenew(as(payer), off);
  await pay(payer, PRICE);
  onDay(31);
  await expireDueUsers(job);
  expect(await stateOf(world, payer)).toMatchObject({ walletCents: PRICE });
  const [user] = await db.select().from(schema.users).where(eq(schema.users.id, payer.userId));
  expect(user?.expiredAt).toEqual(world.clock.now);
});
