import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import {
  changePackageNow,
  chooseNextPackage,
  expireDueUsers,
  issueDueBills,
  quotePackageChange,
  quoteRenewal,
  renewUser,
  setBillingMode,
  switchDuePackages,
} from "@/services/billing";
import { saveSettings } from "@/services/settings";
import { createTestDatabase, errorOf, expectBooksInOrder } from "@/tests/support";
import { billingWorld } from "./billing-world";
import { createMoneyWorld, type Payer, PRICE, stateOf } from "./support";

const { db } = await createTestDatabase();
const world = await createMoneyWorld(db);
const { job, owner } = world;
const { onDay, pay, payerWithMonths, timesOf, notesOf, billsOf, intentOf, addOffer } =
  billingWorld(world);

const quote = (payer: Payer, packageId: string) =>
  quotePackageChange(owner, { userId: payer.userId, packageId });
const change = async (payer: Payer, packageId: string, whenShort: "refuse" | "wait" = "refuse") => {
  const { quotedAt, creditCents, priceCents } = await quote(payer, packageId);
  return changePackageNow(owner, {
    userId: payer.userId,
    packageId,
    quotedAt,
    creditCents,
    priceCents,
    whenShort,
  });
};
const asCustomer = (payer: Payer) => ({
  ...owner,
  actor: { kind: "customer" as const, id: payer.customerId },
});

afterEach(() => expectBooksInOrder(db, { now: world.clock.now }));

describe("a change of package now", () => {
  test("gives the remainder back to the cent, buys the new period, and the speed follows", async () => {
    const { payer } = await payerWithMonths(1);
    const faster = await addOffer(400_000, 50_000);
    onDay(15);
    await pay(payer, 300_000);
    const offered = await quote(payer, faster);
    // 15 of June's 30 days are left of KES 2,500.
    expect(offered).toMatchObject({
      creditCents: 125_000,
      walletCents: 300_000,
      priceCents: 400_000,
      walletAfterCents: 25_000,
      missingCents: 0,
    });
    await change(payer, faster);
    const state = await stateOf(world, payer);
    expect(state.walletCents).toBe(25_000);
    expect(state.user).toMatchObject({ packageId: faster, paidUntil: offered.periodEnd });
    expect((await intentOf(payer)).rates.downloadKbps).toBe(50_000);
    expect((await intentOf(payer)).access).toBe("on");
    const [note] = await notesOf(payer);
    const [old] = await billsOf(payer);
    expect(note).toMatchObject({ kind: "package_change", billId: old?.id, totalCents: 125_000 });
    expect(note?.vatCents).toBe(Math.floor((old?.vatCents ?? 0) / 2));
  });

  test("names the shortfall and changes nothing", async () => {
    const { payer } = await payerWithMonths(1);
    const faster = await addOffer(400_000);
    onDay(15);
    const before = await stateOf(world, payer);
    const refused = await errorOf(change(payer, faster));
    expect([refused.code, refused.message]).toEqual([
      "conflict",
      "KES 2,750 more is needed in the wallet to change now.",
    ]);
    expect(await stateOf(world, payer)).toEqual(before);
    expect(await notesOf(payer)).toEqual([]);
  });

  test("or, when staff say so, ends access until the rest is paid", async () => {
    const { payer } = await payerWithMonths(1);
    const faster = await addOffer(400_000);
    onDay(15);
    const changed = await change(payer, faster, "wait");
    expect(changed).toMatchObject({ creditedCents: 125_000, missingCents: 275_000 });
    expect((await intentOf(payer)).access).not.toBe("on");
    expect((await quoteRenewal(job, { userId: payer.userId })).toPayCents).toBe(275_000);
    await pay(payer, 275_000);
    const state = await stateOf(world, payer);
    expect(state).toMatchObject({ walletCents: 0, user: { packageId: faster } });
    expect((await intentOf(payer)).access).toBe("on");
  });

  test("time paid in advance goes back whole, the running period prorated", async () => {
    const { payer, bills } = await payerWithMonths(3);
    const slower = await addOffer(100_000);
    onDay(15);
    expect((await quote(payer, slower)).credits.map((c) => [c.billId, c.amountCents])).toEqual(
      [...bills].sort().map((id) => [id, id === bills[0] ? 125_000 : PRICE]),
    );
    await change(payer, slower);
    expect((await stateOf(world, payer)).walletCents).toBe(125_000 + 2 * PRICE - 100_000);
    expect(await timesOf(payer)).toMatchObject([
      { endedAt: world.clock.now },
      { packageId: slower, startsAt: world.clock.now, endedAt: null },
    ]);
  });

  test("of who is in grace is paid from the old expiry, as the quote says", async () => {
    await saveSettings(owner, "billing", { graceHours: 72 });
    const { payer } = await payerWithMonths(1);
    const cheaper = await addOffer(100_000);
    onDay(31);
    await expireDueUsers(job);
    await saveSettings(owner, "billing", {});
    await pay(payer, 200_000);
    const offered = await quote(payer, cheaper);
    await change(payer, cheaper);
    const { user } = await stateOf(world, payer);
    expect(user.paidUntil).toEqual(new Date("2026-08-10T09:00:00+03:00"));
    expect(offered.periodEnd).toEqual(user.paidUntil);
  });

  test("there and back again at the same moment costs nothing", async () => {
    const { payer } = await payerWithMonths(1);
    const other = await addOffer(PRICE);
    onDay(15);
    await pay(payer, 125_000);
    await change(payer, other);
    const { walletCents } = await stateOf(world, payer);
    await change(payer, world.packageId);
    expect((await stateOf(world, payer)).walletCents).toBe(walletCents);
  });

  test("sums that staff did not see are refused: a sale in between, or a quote that is too old", async () => {
    const { payer } = await payerWithMonths(1);
    const other = await addOffer(100_000);
    onDay(10);
    await pay(payer, PRICE);
    const seen = await quote(payer, other);
    const confirm = () =>
      changePackageNow(owner, { ...seen, userId: payer.userId, packageId: other });
    await withTransaction(job, (tx) => renewUser(tx, { userId: payer.userId, periods: 1 }));
    expect((await errorOf(confirm())).message).toContain("The sums have changed");
    onDay(10.01);
    expect((await errorOf(confirm())).code).toBe("conflict");
  });

  test("pressed twice at the same moment it changes once", async () => {
    const { payer } = await payerWithMonths(1);
    const other = await addOffer(100_000);
    onDay(15);
    const seen = await quote(payer, other);
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, () => changePackageNow(owner, seen)),
    );
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    expect(await notesOf(payer)).toHaveLength(1);
    expect((await stateOf(world, payer)).walletCents).toBe(25_000);
  });

  test("is refused while a bill for time with the old package is open, and to roles without billing", async () => {
    onDay(0);
    const payer = await world.addPayer({ fees: [] });
    const other = await addOffer(100_000);
    expect((await errorOf(quote(payer, other))).message).toContain("is open. Void it first");
    const technician = { ...owner, actor: { ...owner.actor, role: "technician" as const } };
    const asked = changePackageNow(technician as typeof owner, {
      userId: payer.userId,
      packageId: other,
      quotedAt: world.clock.now,
      creditCents: 0,
      priceCents: 0,
    });
    expect((await errorOf(asked)).code).toBe("forbidden");
  });
});

describe("a change at renewal", () => {
  test("is what the next period costs; what is paid runs to its end first, then the speed follows", async () => {
    const { payer } = await payerWithMonths(1);
    const faster = await addOffer(400_000, 50_000);
    await chooseNextPackage(owner, { userId: payer.userId, packageId: faster });
    expect(await quoteRenewal(job, { userId: payer.userId })).toMatchObject({
      packageId: faster,
      totalCents: 400_000,
    });
    onDay(20);
    await pay(payer, 400_000);
    await withTransaction(job, (tx) => renewUser(tx, { userId: payer.userId, periods: 1 }));
    await switchDuePackages(job);
    expect((await intentOf(payer)).rates.downloadKbps).toBe(10_000);
    onDay(30);
    expect(await switchDuePackages(job)).toBe(1);
    expect((await intentOf(payer)).rates.downloadKbps).toBe(50_000);
    expect((await stateOf(world, payer)).user).toMatchObject({
      packageId: faster,
      nextPackageId: null,
    });
    expect(await switchDuePackages(job)).toBe(0);
  });

  test("comes with the renewal itself when the time has run out", async () => {
    const { payer } = await payerWithMonths(1);
    const faster = await addOffer(400_000, 50_000);
    await chooseNextPackage(owner, { userId: payer.userId, packageId: faster });
    onDay(31);
    await expireDueUsers(job);
    await pay(payer, PRICE);
    expect((await stateOf(world, payer)).walletCents).toBe(PRICE);
    await pay(payer, 400_000 - PRICE);
    expect(await stateOf(world, payer)).toMatchObject({
      walletCents: 0,
      user: { packageId: faster, nextPackageId: null },
    });
    expect((await intentOf(payer)).rates.downloadKbps).toBe(50_000);
  });

  test("of who pays after use comes with the next bill, and nothing is given back", async () => {
    const { payer } = await payerWithMonths(1);
    const faster = await addOffer(400_000, 50_000);
    onDay(20);
    await setBillingMode(owner, { userId: payer.userId, mode: "postpaid", billDay: 10 });
    expect(await quote(payer, faster)).toMatchObject({ onlyAtRenewal: true });
    expect((await errorOf(change(payer, faster))).message).toContain("with the next bill");
    await chooseNextPackage(owner, { userId: payer.userId, packageId: faster });
    onDay(61);
    await issueDueBills(job);
    expect((await billsOf(payer)).at(-1)).toMatchObject({
      kind: "postpaid",
      packageId: world.packageId,
    });
    expect((await stateOf(world, payer)).user).toMatchObject({ packageId: faster });
    expect((await intentOf(payer)).rates.downloadKbps).toBe(50_000);
    expect(await notesOf(payer)).toEqual([]);
  });

  test("can be taken back until time with it is paid", async () => {
    const { payer } = await payerWithMonths(1);
    const other = await addOffer(100_000);
    const choose = (packageId: string | null) =>
      chooseNextPackage(owner, { userId: payer.userId, packageId });
    await choose(other);
    await choose(null);
    expect((await quoteRenewal(job, { userId: payer.userId })).totalCents).toBe(PRICE);
    await choose(other);
    await pay(payer, 100_000);
    await withTransaction(job, (tx) => renewUser(tx, { userId: payer.userId, periods: 1 }));
    expect((await errorOf(choose(null))).message).toContain("is paid already");
  });

  test("is the customer's own to choose while the settings allow it, and nobody else's", async () => {
    const { payer } = await payerWithMonths(1);
    const stranger = await world.addPayer();
    const other = await addOffer(100_000);
    const input = { userId: payer.userId, packageId: other };
    await chooseNextPackage(asCustomer(payer), input);
    expect((await errorOf(chooseNextPackage(asCustomer(stranger), input))).code).toBe("forbidden");
    await saveSettings(owner, "portal", { customersChangePackage: false });
    expect((await errorOf(chooseNextPackage(asCustomer(payer), input))).code).toBe("forbidden");
    await db.delete(schema.settings).where(eq(schema.settings.topic, "portal"));
  });
});
