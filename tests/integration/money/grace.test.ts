import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { addPeriods } from "@/lib/billing";
import { schema } from "@/lib/db";
import { dueExpiries, expireDueUsers } from "@/services/billing";
import { settle } from "@/services/payments/settle";
import { saveSettings } from "@/services/settings";
import { createTestDatabase, expectBooksInOrder } from "@/tests/support";
import { accessOnRouter, createMoneyWorld, directPayment, type Payer, stateOf } from "./support";

const { db } = await createTestDatabase();
const start = new Date("2026-06-10T09:00:00+03:00");
const world = await createMoneyWorld(db, start);
const { users } = schema;

const inHours = (hours: number) => new Date(world.clock.now.getTime() + hours * 3_600_000);
const expire = () => expireDueUsers(world.job);
const access = (payer: Payer) => accessOnRouter(world, payer);
const grace = (graceHours: number) => saveSettings(world.owner, "billing", { graceHours });
const pay = (payer: Payer) => settle(world.job, directPayment(world, payer.accountNumber));

/** Whose month, bought a month ago, ends now. */
async function endingNow() {
  const now = world.clock.now;
  world.clock.now = addPeriods(now, "month", -1);
  const payer = await world.addPayer();
  await pay(payer);
  world.clock.now = now;
  expect((await stateOf(world, payer)).user.paidUntil).toEqual(now);
  return payer;
}

beforeEach(async () => {
  await db.update(users).set({ status: "closed", closedAt: start });
  await db.delete(schema.sweepMarks);
  world.clock.now = start;
});
afterEach(() => expectBooksInOrder(db, { now: world.clock.now }));

test("access goes on for the grace of the settings, and ends with it to the second", async () => {
  await grace(48);
  const payer = await endingNow();
  expect(await expire()).toEqual({ expired: 0, held: 0 });
  expect((await stateOf(world, payer)).user).toMatchObject({
    paidUntil: start,
    creditUntil: inHours(48),
    expiredAt: null,
  });
  expect(await access(payer)).toBe("on");
  world.clock.now = new Date(inHours(48).getTime() - 30_000);
  expect(await expire()).toMatchObject({ expired: 0 });
  const end = new Date(start.getTime() + 48 * 3_600_000);
  expect(await dueExpiries(world.job, { horizonSeconds: 90 })).toEqual([end.toISOString()]);
  world.clock.now = end;
  expect(await expire()).toEqual({ expired: 1, held: 0 });
  expect(await access(payer)).toBe("off");
});

test("who pays in grace pays from the old expiry, and who pays after it from then on", async () => {
  await grace(48);
  const [prompt, late] = [await endingNow(), await endingNow()];
  await expire();
  world.clock.now = inHours(47);
  await pay(prompt);
  const next = addPeriods(start, "month", 1);
  expect((await stateOf(world, prompt)).user).toMatchObject({ paidUntil: next, creditUntil: null });
  world.clock.now = inHours(3);
  await expire();
  await pay(late);
  expect((await stateOf(world, late)).user.paidUntil).toEqual(
    addPeriods(world.clock.now, "month", 1),
  );
  expect([await access(prompt), await access(late)]).toEqual(["on", "on"]);
});

test("a shorter setting holds for whoever runs out later; a longer one for those in grace too", async () => {
  await grace(48);
  const payer = await endingNow();
  await expire();
  await grace(24);
  const later = await endingNow();
  await expire();
  world.clock.now = inHours(24);
  expect(await expire()).toEqual({ expired: 1, held: 0 });
  expect([await access(payer), await access(later)]).toEqual(["on", "off"]);
  await grace(72);
  world.clock.now = inHours(24);
  expect(await expire()).toEqual({ expired: 0, held: 0 });
  expect((await stateOf(world, payer)).user.creditUntil).toEqual(inHours(24));
  // The grace of who is cut already is over.
  expect(await access(later)).toBe("off");
});

test("two sweeps and a payment at the end of grace: the payer is online and paid up from the old expiry", async () => {
  await grace(1);
  for (let round = 0; round < 10; round++) {
    world.clock.now = new Date(start.getTime() + round * 86_400_000);
    const payer = await endingNow();
    const expiry = world.clock.now;
    await expire();
    world.clock.now = inHours(1);
    const paidAt = new Date(world.clock.now.getTime() - 1000);
    await Promise.all([
      expire(),
      settle(world.job, directPayment(world, payer.accountNumber, { paidAt })),
      expire(),
    ]);
    await expire();
    const { user } = await stateOf(world, payer);
    expect(user.expiredAt).toBeNull();
    // Whichever was first: time from the old expiry, or, once cut, from now.
    const ends = [expiry, world.clock.now].map((from) => addPeriods(from, "month", 1).getTime());
    expect(ends).toContain(user.paidUntil?.getTime());
    expect(await access(payer)).toBe("on");
    await db.update(users).set({ status: "closed" }).where(eq(users.id, payer.userId));
  }
});
