import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import {
  addDiscount,
  addTaxRate,
  createOnboardingBill,
  endDiscount,
  listTaxRates,
  quoteRenewal,
  renewFromWallet,
} from "@/services/billing";
import { createTestDatabase, errorOf, expectBooksInOrder } from "@/tests/support";
import { billingWorld } from "./billing-world";
import { createMoneyWorld, type Payer, PRICE, stateOf } from "./support";

const { db } = await createTestDatabase();
const world = await createMoneyWorld(db);
const { job, owner } = world;
const { onDay, pay, billsOf } = billingWorld(world);

const discount = (payer: Payer, values: Partial<Parameters<typeof addDiscount>[1]> = {}) =>
  addDiscount(owner, {
    userId: payer.userId,
    kind: "percent",
    value: 1_000,
    reason: "Staff of the school",
    ...values,
  });
const linesOf = (billId = "") =>
  db.select().from(schema.billLines).where(eq(schema.billLines.billId, billId));

afterEach(() => expectBooksInOrder(db, { now: world.clock.now }));

describe("a discount", () => {
  test("makes periods cheaper from quote to bill, with taxes on what is paid", async () => {
    onDay(0);
    const payer = await world.addPayer();
    await discount(payer);
    await discount(payer, { kind: "amount", value: 10_000 });
    const quote = await quoteRenewal(job, { userId: payer.userId, periods: 2 });
    expect(quote).toMatchObject({ totalCents: 430_000, discountCents: 70_000 });
    await pay(payer, 215_000);
    expect((await stateOf(world, payer)).walletCents).toBe(0);
    const [bill] = await billsOf(payer);
    expect(await linesOf(bill?.id)).toMatchObject([
      { unitCents: PRICE, discountCents: 35_000, totalCents: 215_000 },
    ]);
    expect(bill?.vatCents).toBe(215_000 - Math.round(215_000 / 1.16));
  });

  test("counts on the first bill too, and only while it is in force", async () => {
    onDay(0);
    const payer = await world.addPayer();
    await discount(payer, { validUntil: new Date(world.clock.now.getTime() + 86_400_000) });
    const { customerId, userId } = payer;
    const bill = () =>
      withTransaction(job, (tx) =>
        createOnboardingBill(tx, { customerId, userId, fees: [], firstPeriod: true }),
      );
    expect(await bill()).toMatchObject({ totalCents: 225_000 });
    onDay(2);
    expect(await bill()).toMatchObject({ totalCents: PRICE });
  });

  test("is ended, not edited; what was sold with it stays as it was", async () => {
    onDay(0);
    const payer = await world.addPayer();
    const { discountId } = await discount(payer, { value: 10_000 });
    await renewFromWallet(owner, { userId: payer.userId, periods: 1 });
    expect(await billsOf(payer)).toMatchObject([{ status: "paid", totalCents: 0 }]);
    await endDiscount(owner, { discountId });
    expect((await errorOf(endDiscount(owner, { discountId }))).code).toBe("conflict");
    expect((await quoteRenewal(job, { userId: payer.userId })).totalCents).toBe(PRICE);
  });

  test("is refused when it makes no sense, at its field", async () => {
    onDay(0);
    const payer = await world.addPayer();
    const before = new Date(world.clock.now.getTime() - 1);
    expect((await errorOf(discount(payer, { value: 10_001 }))).fieldErrors).toHaveProperty("value");
    expect((await errorOf(discount(payer, { validUntil: before }))).fieldErrors).toHaveProperty(
      "validUntil",
    );
  });
});

describe("tax rates", () => {
  test("apply to bills from their day on, in Nairobi; coming ones can be replaced, past ones never", async () => {
    onDay(0);
    const validFrom = new Date("2026-07-01T00:00:00+03:00");
    await addTaxRate(owner, { kind: "vat", rateBasisPoints: 1800, validFrom });
    await addTaxRate(owner, { kind: "vat", rateBasisPoints: 1400, validFrom });
    expect((await listTaxRates(owner)).filter((rate) => rate.kind === "vat")).toMatchObject([
      { rateBasisPoints: 1400, state: "coming" },
      { rateBasisPoints: 1800, state: "replaced" },
      { rateBasisPoints: 1600, state: "current" },
    ]);
    const payers = [await world.addPayer(), await world.addPayer()];
    for (const [i, at] of ["2026-06-30T23:59:59+03:00", "2026-07-01T00:00:00+03:00"].entries()) {
      world.clock.now = new Date(at);
      await pay(payers[i] as Payer, PRICE);
      const [bill] = await billsOf(payers[i] as Payer);
      const rate = i === 0 ? 1.16 : 1.14;
      expect(bill?.vatCents).toBe(PRICE - Math.round(PRICE / rate));
    }
    const late = addTaxRate(owner, { kind: "vat", rateBasisPoints: 1600, validFrom });
    expect((await errorOf(late)).fieldErrors).toHaveProperty("validFrom");
  });
});
