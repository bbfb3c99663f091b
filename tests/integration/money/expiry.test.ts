import { and, eq } from "drizzle-orm";
import { v7 } from "uuid";
import { afterEach, beforeEach, expect, test } from "vitest";
import { addPeriods } from "@/lib/billing";
import { sha256 } from "@/lib/crypto";
import { schema } from "@/lib/db";
import { dueExpiries, expireDueUsers } from "@/services/billing";
import { addPackage } from "@/services/packages";
import { settle } from "@/services/payments/settle";
import { createTestDatabase, expectBooksInOrder } from "@/tests/support";
import { createMoneyWorld, newReceipt, type Payer, PRICE, reports, stateOf } from "./support";

const { db } = await createTestDatabase();
const start = new Date("2026-06-10T09:00:00+03:00");
const world = await createMoneyWorld(db, start);
const { users } = schema;
const HOME = {
  serviceType: "pppoe" as const,
  downloadKbps: 5_000,
  uploadKbps: 5_000,
  periodUnit: "month" as const,
  periodCount: 1,
};

const inSeconds = (seconds: number) => new Date(world.clock.now.getTime() + seconds * 1000);
const expire = () => expireDueUsers(world.job);
const isCut = async (payer: Payer) => (await stateOf(world, payer)).user.expiredAt !== null;
const accessOf = async (payer: Payer) => {
  const [row] = await db
    .select({ intent: schema.desiredStates.intent })
    .from(schema.desiredStates)
    .where(eq(schema.desiredStates.userId, payer.userId));
  return row?.intent.access;
};

/** Somebody who bought their month so long ago that it ends in so many seconds. */
async function activePayer(untilSeconds: number) {
  const now = world.clock.now;
  world.clock.now = addPeriods(inSeconds(untilSeconds), "month", -1);
  const payer = await world.addPayer();
  await settle(world.job, reports(world, await world.addAttempt(payer), newReceipt()).callback);
  world.clock.now = now;
  return payer;
}

beforeEach(async () => {
  // Everybody of the tests before is out of the way, and the sweep has run without a gap.
  await db.update(users).set({ status: "closed", closedAt: start });
  await db.delete(schema.sweepMarks);
  world.clock.now = start;
});
afterEach(() => expectBooksInOrder(db, { now: world.clock.now }));

test("a user whose time runs out is cut on the router and in the books at the same moment", async () => {
  const payer = await activePayer(60);
  expect(await expire()).toEqual({ expired: 0, held: 0 });
  expect(await accessOf(payer)).toBe("on");
  world.clock.now = inSeconds(60);
  expect(await expire()).toEqual({ expired: 1, held: 0 });
  expect(await accessOf(payer)).toBe("off");
  expect((await stateOf(world, payer)).user.expiredAt).toEqual(world.clock.now);
  expect(await expire()).toEqual({ expired: 0, held: 0 });
});

test("the seconds to wake at are known ahead, each once, rounded up", async () => {
  await activePayer(30.2);
  await activePayer(30.9);
  await activePayer(45);
  await activePayer(200);
  expect(await dueExpiries(world.job, { horizonSeconds: 90 })).toEqual([
    inSeconds(31).toISOString(),
    inSeconds(45).toISOString(),
  ]);
});

test("an open attempt holds the cut for three minutes from its press, and no longer", async () => {
  const payer = await activePayer(60);
  await expire();
  world.clock.now = inSeconds(50);
  await world.addAttempt(payer, { state: "pending" });
  world.clock.now = inSeconds(30);
  expect(await expire()).toEqual({ expired: 0, held: 1 });
  world.clock.now = inSeconds(149);
  expect(await expire()).toEqual({ expired: 0, held: 1 });
  world.clock.now = inSeconds(2);
  expect(await expire()).toEqual({ expired: 1, held: 0 });
});

test("pressing Pay again and again does not keep anybody online past ten minutes", async () => {
  const payer = await activePayer(60);
  await expire();
  for (let minute = 1; minute <= 10; minute++) {
    world.clock.now = new Date(start.getTime() + 60_000 * minute);
    await db
      .update(schema.stkAttempts)
      .set({ state: "expired" })
      .where(
        and(
          eq(schema.stkAttempts.customerId, payer.customerId),
          eq(schema.stkAttempts.state, "sent"),
        ),
      );
    await world.addAttempt(payer);
    expect(await expire()).toEqual({ expired: 0, held: 1 });
  }
  world.clock.now = inSeconds(60);
  await expire();
  expect(await isCut(payer)).toBe(true);
});

test("a trusted callback that nobody has judged yet holds the cut; a forged one does not", async () => {
  const payer = await activePayer(60);
  await expire();
  world.clock.now = inSeconds(61);
  const body = JSON.stringify({ TransID: newReceipt(), BillRefNumber: payer.accountNumber });
  const [row] = await db
    .insert(schema.callbackInbox)
    .values({
      kind: "c2b_confirmation",
      dedupeHash: sha256(body),
      tokenHash: "c2b",
      tokenKnown: false,
      sourceAddress: "196.201.214.200",
      sourceTrusted: true,
      body,
      receivedAt: world.clock.now,
    })
    .returning();
  const inbox = eq(schema.callbackInbox.id, String(row?.id));
  await db.update(schema.callbackInbox).set({ tokenKnown: true }).where(inbox);
  expect(await expire()).toEqual({ expired: 0, held: 1 });
  await db.update(schema.callbackInbox).set({ tokenKnown: false }).where(inbox);
  expect(await expire()).toEqual({ expired: 1, held: 0 });
  await db.update(schema.callbackInbox).set({ status: "quarantined" }).where(inbox);
});

test("so does M-Pesa's word on a code that the customer typed, until it is judged", async () => {
  const payer = await activePayer(60);
  await expire();
  world.clock.now = inSeconds(61);
  const tokenHash = sha256(payer.customerId);
  await db.insert(schema.providerRequests).values({
    channelId: world.channel.id,
    kind: "transaction_status",
    state: "sent",
    customerId: payer.customerId,
    receipt: newReceipt(),
    reason: "Code typed in",
    actorKind: "customer",
    actorId: payer.customerId,
    tokenHash,
    tokenEncrypted: "sealed",
    requestedAt: world.clock.now,
  });
  const [row] = await db
    .insert(schema.callbackInbox)
    .values({
      kind: "provider_result",
      dedupeHash: tokenHash,
      tokenHash,
      tokenKnown: true,
      sourceAddress: "196.201.214.200",
      sourceTrusted: true,
      body: "{}",
      receivedAt: world.clock.now,
    })
    .returning();
  expect(await expire()).toEqual({ expired: 0, held: 1 });
  const inbox = eq(schema.callbackInbox.id, String(row?.id));
  await db.update(schema.callbackInbox).set({ status: "processed" }).where(inbox);
  expect(await expire()).toEqual({ expired: 1, held: 0 });
});

test("after an outage nobody is cut before pull has covered it, for a quarter of an hour at most", async () => {
  const payer = await activePayer(60);
  const other = await activePayer(60);
  await expire();
  const { paymentChannels } = schema;
  await db.update(paymentChannels).set({ pulledUntil: start });
  world.clock.now = inSeconds(3600);
  expect(await expire()).toEqual({ expired: 0, held: 2 });
  // Pull brings what was paid meanwhile: from the old expiry, because service never stopped.
  const { pull } = reports(
    world,
    await world.addAttempt(payer, { state: "expired" }),
    newReceipt(),
  );
  await settle(world.job, { ...pull, paidAt: new Date(start.getTime() + 50_000) });
  await db.update(paymentChannels).set({ pulledUntil: world.clock.now });
  expect(await expire()).toEqual({ expired: 1, held: 0 });
  expect([await isCut(payer), await isCut(other)]).toEqual([false, true]);
  const late = await activePayer(60);
  await db.update(paymentChannels).set({ pulledUntil: start });
  world.clock.now = inSeconds(3600);
  expect(await expire()).toEqual({ expired: 0, held: 1 });
  // Step by step: a gap in the sweep would be an outage of its own.
  for (let minute = 1; minute < 15; minute++) {
    world.clock.now = inSeconds(60);
    expect(await expire()).toEqual({ expired: 0, held: 1 });
  }
  world.clock.now = inSeconds(60);
  expect(await expire()).toEqual({ expired: 1, held: 0 });
  expect(await isCut(late)).toBe(true);
  await db.update(paymentChannels).set({ pulledUntil: null });
});

test("a clock that was hours ahead and is set right holds nobody's cut until those hours have come", async () => {
  const { paymentChannels } = schema;
  await db.update(paymentChannels).set({ pulledUntil: start });
  world.clock.now = inSeconds(3 * 3600);
  await expire();
  world.clock.now = start;
  await expire();
  await db.update(paymentChannels).set({ pulledUntil: inSeconds(30) });
  const payer = await activePayer(60);
  world.clock.now = inSeconds(60);
  expect(await expire()).toEqual({ expired: 1, held: 0 });
  expect(await isCut(payer)).toBe(true);
  await db.update(paymentChannels).set({ pulledUntil: null });
});

test("a wallet that holds the price renews at expiry instead of a cut", async () => {
  const payer = await activePayer(60);
  const { c2b } = reports(world, await world.addAttempt(payer), newReceipt());
  await settle(world.job, {
    ...c2b,
    accountReference: payer.accountNumber,
    amountCents: PRICE,
  });
  await db
    .update(schema.stkAttempts)
    .set({ state: "failed" })
    .where(eq(schema.stkAttempts.state, "sent"));
  expect((await stateOf(world, payer)).walletCents).toBe(PRICE);
  await expire();
  world.clock.now = inSeconds(61);
  expect(await expire()).toEqual({ expired: 0, held: 0 });
  const state = await stateOf(world, payer);
  expect(state).toMatchObject({ walletCents: 0, user: { expiredAt: null } });
  expect(state.renewals).toHaveLength(2);
});

test("at the end of a month everybody whose wallet holds the price goes on, however many they are", async () => {
  const { packageId } = await addPackage(world.owner, { ...HOME, name: "Free", priceCents: 0 });
  const crowd = Array.from({ length: 230 }, () => ({ userId: v7(), customerId: v7() }));
  await db.insert(schema.customers).values(
    crowd.map(({ customerId: id }, n) => ({
      id,
      name: `Crowd ${n}`,
      accountNumber: `9${String(n).padStart(7, "0")}`,
    })),
  );
  await db.insert(users).values(
    crowd.map(({ userId: id, customerId }, n) => ({
      id,
      customerId,
      packageId,
      routerId: world.routerId,
      username: `crowd-${n}`,
      serviceType: "pppoe" as const,
      serviceFamily: "ppp" as const,
      paidUntil: inSeconds(60),
    })),
  );
  await expire();
  world.clock.now = inSeconds(61);
  expect(await expire()).toEqual({ expired: 0, held: 0 });
});

test("a payment that races the cut in the last second is never lost, and its user never stays cut", async () => {
  for (let round = 0; round < 15; round++) {
    const payer = await activePayer(1);
    const attempt = await world.addAttempt(payer);
    await expire();
    world.clock.now = inSeconds(2);
    const direct = {
      ...reports(world, attempt, newReceipt()).c2b,
      accountReference: payer.accountNumber,
    };
    // Half by callback (protected by the attempt), half directly (protected by nothing but the row itself).
    const byCallback = round % 2 === 0;
    if (!byCallback) {
      await db
        .update(schema.stkAttempts)
        .set({ state: "failed" })
        .where(eq(schema.stkAttempts.id, attempt.id));
    }
    await Promise.all([
      expire(),
      settle(world.job, byCallback ? reports(world, attempt, newReceipt()).callback : direct),
      expire(),
    ]);
    await expire();
    expect(await isCut(payer)).toBe(false);
    expect(await accessOf(payer)).toBe("on");
  }
});
