import { asc, eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { afterCommitWork, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { numberBills, renewUser, revokePeriods } from "@/services/billing";
import { settle } from "@/services/payments";
import { createTestDatabase, errorOf, expectBooksInOrder } from "@/tests/support";
import { createMoneyWorld, directPayment, type Payer, PRICE, stateOf } from "./support";

const START = new Date("2026-06-10T09:00:00+03:00");
const DAY = 86_400_000;
const { db } = await createTestDatabase();
const world = await createMoneyWorld(db, START);
const { job } = world;

const later = (days: number) => {
  world.clock.now = new Date(START.getTime() + days * DAY);
};
const pay = (payer: Payer, amountCents: number) =>
  settle(job, directPayment(world, payer.accountNumber, { amountCents }));
const revoke = (payer: Payer, billId: string, values: { renewalId?: string } = {}) =>
  withTransaction(job, (tx) =>
    revokePeriods(tx, {
      userId: payer.userId,
      ...(values.renewalId ? values : { billId }),
      reason: "payment reversed",
    }),
  );
const notesOf = (payer: Payer) =>
  db.select().from(schema.creditNotes).where(eq(schema.creditNotes.customerId, payer.customerId));
const timesOf = async (payer: Payer) =>
  (
    await db
      .select()
      .from(schema.renewals)
      .where(eq(schema.renewals.userId, payer.userId))
      .orderBy(asc(schema.renewals.startsAt))
  ).filter((time) => !time.endedAt || time.endedAt > time.startsAt);

/** A customer with `count` months, one bill each, bought at once. */
async function payerWithMonths(count: number) {
  later(0);
  const payer = await world.addPayer();
  await pay(payer, PRICE);
  const bills = [(await timesOf(payer))[0]?.billId ?? ""];
  for (let n = 1; n < count; n++) {
    await pay(payer, PRICE);
    const renewal = await withTransaction(job, (tx) =>
      renewUser(tx, { userId: payer.userId, periods: 1 }),
    );
    bills.push(renewal.billId);
  }
  return { payer, bills };
}

async function accessOf(payer: Payer) {
  const [desired] = await db
    .select()
    .from(schema.desiredStates)
    .where(eq(schema.desiredStates.userId, payer.userId));
  return (desired?.intent as { access: string } | undefined)?.access;
}

afterEach(() => expectBooksInOrder(db, { now: world.clock.now }));

describe("taking back what a bill had bought", () => {
  test("prorates the running period to the cent, taxes in their proportions, and cuts access", async () => {
    const { payer, bills } = await payerWithMonths(1);
    expect(await accessOf(payer)).toBe("on");
    later(10);
    const revoked = await revoke(payer, bills[0] ?? "");
    // 20 of 30 days are left of KES 2,500.
    expect(revoked.creditedCents).toBe(166_666);
    const state = await stateOf(world, payer);
    expect(state.walletCents).toBe(166_666);
    expect(state.user).toMatchObject({ paidUntil: world.clock.now, expiredAt: world.clock.now });
    expect(state.renewals).toMatchObject([
      { endedAt: world.clock.now, endedReason: "payment reversed" },
    ]);
    expect(await accessOf(payer)).not.toBe("on");
    const [note] = await notesOf(payer);
    const [bill] = await db
      .select()
      .from(schema.bills)
      .where(eq(schema.bills.id, bills[0] ?? ""));
    expect(note).toMatchObject({ kind: "reversal", totalCents: 166_666, feesCents: 0 });
    expect(note?.vatCents).toBe(Math.floor(((bill?.vatCents ?? 0) * 2) / 3));
    expect(note?.exciseCents).toBe(Math.floor(((bill?.exciseCents ?? 0) * 2) / 3));
    expect(bill).toMatchObject({ status: "paid", paidCents: PRICE });
  });

  test("what other money bought behind it moves up at its full length, and access stays on", async () => {
    const { payer, bills } = await payerWithMonths(3);
    later(10);
    const revoked = await revoke(payer, bills[0] ?? "");
    expect(revoked.creditedCents).toBe(166_666);
    // July has 31 days and August has 31: they follow now.
    const paidUntil = new Date(world.clock.now.getTime() + 62 * DAY);
    expect(revoked.paidUntil).toEqual(paidUntil);
    const state = await stateOf(world, payer);
    expect(state.user).toMatchObject({ paidUntil, expiredAt: null });
    expect(await accessOf(payer)).toBe("on");
    expect(await timesOf(payer)).toMatchObject([
      { billId: bills[0], endedAt: world.clock.now },
      { kind: "resume", billId: null, startsAt: world.clock.now, endedAt: null },
      { kind: "resume", billId: null, endsAt: paidUntil, endedAt: null },
    ]);
  });

  test("a period that has not begun is given back whole, the running one goes on", async () => {
    const { payer, bills } = await payerWithMonths(2);
    later(10);
    const revoked = await revoke(payer, bills[1] ?? "");
    expect(revoked).toMatchObject({ creditedCents: PRICE });
    const state = await stateOf(world, payer);
    expect(state.user.paidUntil?.toISOString()).toBe("2026-07-10T06:00:00.000Z");
    expect(await accessOf(payer)).toBe("on");
  });

  test("time that was moved up belongs to its bill still, and can be named by its renewal", async () => {
    const { payer, bills } = await payerWithMonths(2);
    later(10);
    await revoke(payer, bills[0] ?? "");
    later(20);
    const moved = (await timesOf(payer)).find((time) => time.kind === "resume");
    const revoked = await revoke(payer, "", { renewalId: moved?.id ?? "" });
    // 21 of July's 31 days.
    expect(revoked.creditNotes).toMatchObject([
      { billId: bills[1], totalCents: Math.floor((PRICE * 21) / 31) },
    ]);
    expect((await stateOf(world, payer)).user.paidUntil).toEqual(world.clock.now);
  });

  test("two bills in either order end in the same wallet and the same paid-until", async () => {
    const ends = [];
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const { payer, bills } = await payerWithMonths(3);
      later(12);
      for (const n of order) await revoke(payer, bills[n] ?? "");
      const { walletCents, user } = await stateOf(world, payer);
      ends.push({ walletCents, paidUntil: user.paidUntil });
    }
    expect(ends[0]).toEqual(ends[1]);
  });

  test("asked eight times at the same moment it gives back once", async () => {
    const { payer, bills } = await payerWithMonths(2);
    later(10);
    await Promise.all(Array.from({ length: 8 }, () => revoke(payer, bills[0] ?? "")));
    expect(await notesOf(payer)).toHaveLength(1);
    expect((await stateOf(world, payer)).walletCents).toBe(166_666);
  });

  test("time that is over stays sold", async () => {
    const { payer, bills } = await payerWithMonths(1);
    later(40);
    expect(await revoke(payer, bills[0] ?? "")).toMatchObject({ creditNotes: [] });
    expect((await stateOf(world, payer)).walletCents).toBe(0);
  });

  test("fees of an onboarding bill are not time: they stay paid, with their VAT", async () => {
    later(0);
    const payer = await world.addPayer({ fees: [300_000] });
    await pay(payer, 300_000 + PRICE);
    const [time] = await timesOf(payer);
    const revoked = await revoke(payer, time?.billId ?? "");
    expect(revoked.creditedCents).toBe(PRICE);
    expect(await notesOf(payer)).toMatchObject([{ totalCents: PRICE, feesCents: 0 }]);
    expect((await stateOf(world, payer)).user.paidUntil).toEqual(world.clock.now);
  });

  test("names what does not exist, and needs exactly one target", async () => {
    const { payer } = await payerWithMonths(1);
    expect((await errorOf(revoke(payer, job.newId()))).code).toBe("not_found");
    const nobody = { ...payer, userId: job.newId() };
    expect((await errorOf(revoke(nobody, job.newId()))).code).toBe("not_found");
  });
});

test("credit notes are numbered without gaps beside the bills, however many at the same moment", async () => {
  const payers = [];
  for (let n = 0; n < 6; n++) payers.push(await payerWithMonths(1));
  await Promise.all([
    ...payers.map(({ payer, bills }) => revoke(payer, bills[0] ?? "")),
    ...Array.from({ length: 4 }, () => numberBills(job)),
  ]);
  await afterCommitWork();
  await numberBills(job);
  const numbers = (await db.select({ number: schema.creditNotes.number }).from(schema.creditNotes))
    .map((note) => note.number)
    .sort();
  expect(numbers).toEqual(numbers.map((_, i) => `CN-2026-${String(i + 1).padStart(6, "0")}`));
});
