import { asc, eq, isNull } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { afterCommitWork, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { numberBills, quoteRenewal, renewUser } from "@/services/billing";
import type { Evidence } from "@/services/payments";
import { settle } from "@/services/payments";
import { createTestDatabase, errorOf, expectBooksInOrder } from "@/tests/support";
import {
  createMoneyWorld,
  directPayment,
  newReceipt,
  type Payer,
  PRICE,
  reports,
  stateOf,
} from "./support";

const { db } = await createTestDatabase();
const world = await createMoneyWorld(db);
const { job } = world;

const pay = (payer: Payer, amountCents: number, values: Partial<Evidence> = {}) =>
  settle(job, directPayment(world, payer.accountNumber, { amountCents, ...values }));
const billsOf = (payer: Payer) =>
  db
    .select()
    .from(schema.bills)
    .where(eq(schema.bills.customerId, payer.customerId))
    .orderBy(asc(schema.bills.issuedAt), asc(schema.bills.id));

afterEach(() => expectBooksInOrder(db, { now: world.clock.now }));

describe("a quote", () => {
  test("is the price less the wallet, in whole shillings rounded up, with the time it buys", async () => {
    const payer = await world.addPayer();
    const first = await quoteRenewal(job, { userId: payer.userId });
    expect(first).toMatchObject({
      totalCents: PRICE,
      walletCents: 0,
      toPayCents: PRICE,
      packageName: "Home 10 Mbps",
      words: "Home 10 Mbps until 10 Jul 2026, 09:00 costs KES 2,500.",
    });
    await pay(payer, 100_050);
    const second = await quoteRenewal(job, { userId: payer.userId, periods: 2 });
    expect(second).toMatchObject({
      totalCents: 2 * PRICE,
      walletCents: 100_050,
      toPayCents: 400_000,
    });
    expect(second.periodEnd.toISOString()).toBe("2026-08-10T06:00:00.000Z");
    expect(second.words).toContain("KES 1,000.50 comes from your wallet: KES 4,000 to pay.");
  });

  test("is refused to other customers, for closed users and for users that do not exist", async () => {
    const [payer, other] = [await world.addPayer(), await world.addPayer()];
    const { userId } = payer;
    const stranger = { ...job, actor: { kind: "customer" as const, id: other.customerId } };
    const self = { ...job, actor: { kind: "customer" as const, id: payer.customerId } };
    expect((await errorOf(quoteRenewal(stranger, { userId }))).code).toBe("forbidden");
    expect((await quoteRenewal(self, { userId })).userId).toBe(userId);
    await db
      .update(schema.users)
      .set({ status: "closed", closedAt: world.clock.now })
      .where(eq(schema.users.id, userId));
    expect((await errorOf(quoteRenewal(job, { userId }))).code).toBe("conflict");
    expect((await errorOf(quoteRenewal(job, { userId: job.newId() }))).code).toBe("not_found");
  });
});

describe("an onboarding bill", () => {
  test("is what the first quote asks for, and starts the first period when it is paid", async () => {
    const payer = await world.addPayer({ fees: [300_000, 50_000] });
    const [bill] = await billsOf(payer);
    expect(bill).toMatchObject({
      kind: "onboarding",
      status: "open",
      totalCents: 600_000,
      periods: 1,
    });
    const quote = await quoteRenewal(job, { userId: payer.userId });
    expect(quote).toMatchObject({ totalCents: 600_000, toPayCents: 600_000, periods: 1 });
    const attempt = await world.addAttempt(payer, { amountCents: quote.toPayCents });
    await settle(job, reports(world, attempt, newReceipt()).callback);
    const state = await stateOf(world, payer);
    expect(state.user.paidUntil?.toISOString()).toBe("2026-07-10T06:00:00.000Z");
    expect(state).toMatchObject({ walletCents: 0, renewals: [{ billId: bill?.id }] });
    expect(await billsOf(payer)).toMatchObject([
      { status: "paid", paidCents: 600_000, periodEnd: state.user.paidUntil },
    ]);
    expect((await quoteRenewal(job, { userId: payer.userId })).totalCents).toBe(PRICE);
  });

  test("can be paid in parts; access opens with the last one, and taxes add up to the cent", async () => {
    const payer = await world.addPayer({ fees: [123_457] });
    const [bill] = await billsOf(payer);
    const total = bill?.totalCents ?? 0;
    for (const part of [1, 99_999, 7, 150_001]) await pay(payer, part);
    expect((await stateOf(world, payer)).user.paidUntil).toBeNull();
    await pay(payer, total - 250_008);
    const state = await stateOf(world, payer);
    expect(state.user.paidUntil).not.toBeNull();
    expect(state.walletCents).toBe(0);
    const { journals, ledgerAccounts, ledgerEntries } = schema;
    const entries = await db
      .select({ kind: ledgerAccounts.kind, cents: ledgerEntries.amountCents })
      .from(ledgerEntries)
      .innerJoin(journals, eq(journals.id, ledgerEntries.journalId))
      .innerJoin(ledgerAccounts, eq(ledgerAccounts.id, ledgerEntries.accountId))
      .where(eq(journals.billId, String(bill?.id)));
    const sumOf = (kind: string) =>
      entries.filter((e) => e.kind === kind).reduce((sum, e) => sum + e.cents, 0);
    expect(sumOf("vat_payable")).toBe(bill?.vatCents);
    expect(sumOf("excise_payable")).toBe(bill?.exciseCents);
    expect(sumOf("wallet")).toBe(total);
  });

  test("more periods than the bill covers are renewed on top", async () => {
    const payer = await world.addPayer({ fees: [] as number[] });
    const quote = await quoteRenewal(job, { userId: payer.userId, periods: 3 });
    expect(quote.totalCents).toBe(3 * PRICE);
    const attempt = await world.addAttempt(payer, { amountCents: quote.toPayCents, periods: 3 });
    await settle(job, reports(world, attempt, newReceipt()).callback);
    const state = await stateOf(world, payer);
    expect(state.user.paidUntil?.toISOString()).toBe("2026-09-10T06:00:00.000Z");
    expect(state).toMatchObject({ walletCents: 0 });
  });
});

describe("money without a purpose", () => {
  test("pays open bills oldest first, then renews what has lapsed, and the rest stays", async () => {
    const payer = await world.addPayer({ fees: [100_000] });
    await pay(payer, 350_000);
    const second = await addFeeBill(payer, 80_000);
    const third = await addFeeBill(payer, 70_000);
    await pay(payer, 100_000);
    const bills = await billsOf(payer);
    expect(bills.find((bill) => bill.id === second)).toMatchObject({ status: "paid" });
    expect(bills.find((bill) => bill.id === third)).toMatchObject({ paidCents: 20_000 });
    await pay(payer, 60_000);
    expect((await stateOf(world, payer)).walletCents).toBe(10_000);
  });

  test("renews nobody who does not want it, or who is suspended", async () => {
    for (const values of [{ autoRenew: false }, { status: "suspended" as const }]) {
      const payer = await world.addPayer();
      await db.update(schema.users).set(values).where(eq(schema.users.id, payer.userId));
      await pay(payer, PRICE);
      expect(await stateOf(world, payer)).toMatchObject({ walletCents: PRICE, renewals: [] });
    }
  });
});

test("money for a suspended user buys the time and leaves the door shut", async () => {
  const payer = await world.addPayer();
  await db
    .update(schema.users)
    .set({ status: "suspended", suspendedReason: "abuse" })
    .where(eq(schema.users.id, payer.userId));
  const attempt = await world.addAttempt(payer);
  await settle(job, reports(world, attempt, newReceipt()).callback);
  const state = await stateOf(world, payer);
  expect(state.renewals).toHaveLength(1);
  expect(state.restorations).toEqual([]);
});

test("a renewal needs its whole price in the wallet, and is refused in words", async () => {
  const payer = await world.addPayer({ paidUntil: new Date("2026-06-20T09:00:00+03:00") });
  await pay(payer, PRICE - 100);
  const renew = () =>
    withTransaction(job, (tx) => renewUser(tx, { userId: payer.userId, periods: 1 }));
  const refused = await errorOf(renew());
  expect([refused.code, refused.message]).toEqual([
    "conflict",
    "KES 1 more is needed in the wallet.",
  ]);
  await pay(payer, 100);
  const renewal = await renew();
  expect(renewal.startsAt.toISOString()).toBe("2026-06-20T06:00:00.000Z");
  expect(renewal.reopened).toBe(false);
});

test("a free package renews without a journal", async () => {
  const payer = await world.addPayer();
  const { packages, users } = schema;
  const [pack] = await db.select().from(packages).where(eq(packages.id, world.packageId));
  if (!pack) throw new Error("no package");
  const id = job.newId();
  await db.insert(packages).values({ ...pack, id, name: "Free", priceCents: 0 });
  await db.update(users).set({ packageId: id }).where(eq(users.id, payer.userId));
  await withTransaction(job, (tx) => renewUser(tx, { userId: payer.userId, periods: 1 }));
  expect((await stateOf(world, payer)).renewals).toMatchObject([{ journalId: null }]);
});

test("bill numbers have no gap, however many payments and sweeps run at the same moment", async () => {
  const payers = await Promise.all(Array.from({ length: 10 }, () => world.addPayer()));
  await Promise.all([
    ...payers.map((payer) => pay(payer, PRICE)),
    ...Array.from({ length: 5 }, () => numberBills(job)),
  ]);
  // Whoever still holds the series numbers what it has seen; the last sweep finds it free.
  await afterCommitWork();
  await numberBills(job);
  expect(await db.select().from(schema.bills).where(isNull(schema.bills.number))).toEqual([]);
  const numbers = (await db.select({ number: schema.bills.number }).from(schema.bills))
    .map((bill) => bill.number)
    .sort();
  expect(numbers).toEqual(numbers.map((_, i) => `2026-${String(i + 1).padStart(6, "0")}`));
});

async function addFeeBill(payer: Payer, amountCents: number): Promise<string> {
  world.clock.now = new Date(world.clock.now.getTime() + 1000);
  const id = job.newId();
  const now = world.clock.now;
  await db.insert(schema.bills).values({
    id,
    customerId: payer.customerId,
    kind: "adjustment",
    totalCents: amountCents,
    dueAt: now,
    issuedAt: now,
    createdAt: now,
  });
  await db.insert(schema.billLines).values({
    billId: id,
    position: 1,
    description: "Router",
    revenue: "fees",
    unitCents: amountCents,
    totalCents: amountCents,
    netCents: amountCents,
    vatCents: 0,
    exciseCents: 0,
  });
  return id;
}
