import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import {
  addCharge,
  addDiscount,
  addTaxRate,
  createOnboardingBill,
  creditBill,
  endDiscount,
  listTaxRates,
  quoteRenewal,
  quoteRenewalChoices,
  renewFromWallet,
  revokePeriods,
  voidBill,
} from "@/services/billing";
import { createTestDatabase, errorOf, expectBooksInOrder } from "@/tests/support";
import { billingWorld } from "./billing-world";
import { createMoneyWorld, type Payer, PRICE, stateOf } from "./support";

const { db } = await createTestDatabase();
const world = await createMoneyWorld(db);
const { job, owner } = world;
const { onDay, pay, payerWithMonths, notesOf, billsOf } = billingWorld(world);

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

test("a charge or a credit that is sent ten times by one form happens once, and another content is refused", async () => {
  const { payer, bills } = await payerWithMonths(1);
  const ten = <T>(send: () => Promise<T>) => Promise.all(Array.from({ length: 10 }, send));
  const credit = { formId: job.newId(), billId: bills[0] ?? "", amountCents: 10_000 };
  const notes = await ten(() => creditBill(owner, { ...credit, reason: "Outage" }));
  expect(new Set(notes.map(({ id }) => id)).size).toBe(1);
  expect((await stateOf(world, payer)).walletCents).toBe(10_000);
  expect(
    await errorOf(creditBill(owner, { ...credit, amountCents: 5, reason: "Outage" })),
  ).toMatchObject({ code: "conflict" });
  const { customerId } = payer;
  const charge = { formId: job.newId(), customerId, description: "Cable", amountCents: 4_000 };
  const charges = await ten(() => addCharge(owner, charge));
  expect(new Set(charges.map(({ billId }) => billId)).size).toBe(1);
  expect((await stateOf(world, payer)).walletCents).toBe(6_000);
  expect(await errorOf(addCharge(owner, { ...charge, amountCents: 5 }))).toMatchObject({
    code: "conflict",
  });
});

describe("a charge", () => {
  const charge = (payer: Payer, amountCents: number) =>
    addCharge(owner, { customerId: payer.customerId, description: "New cable", amountCents });

  test("is paid at once when the wallet holds it, with VAT and no excise", async () => {
    const { payer } = await payerWithMonths(1);
    await pay(payer, 116_000);
    expect(await charge(payer, 116_000)).toMatchObject({ paid: true });
    expect((await stateOf(world, payer)).walletCents).toBe(0);
    expect((await billsOf(payer)).find((bill) => bill.kind === "adjustment")).toMatchObject({
      status: "paid",
      vatCents: 16_000,
      exciseCents: 0,
    });
  });

  test("else it waits, takes nothing, and the next money pays it", async () => {
    const { payer } = await payerWithMonths(1);
    await pay(payer, 50_000);
    expect(await charge(payer, 116_000)).toMatchObject({ paid: false });
    expect((await stateOf(world, payer)).walletCents).toBe(50_000);
    await pay(payer, 66_000);
    expect((await stateOf(world, payer)).walletCents).toBe(0);
  });

  test("can be voided with a reason while it is open; a part that was paid comes back", async () => {
    const { payer } = await payerWithMonths(1);
    const { billId } = await charge(payer, 100_000);
    await pay(payer, 40_000);
    expect((await stateOf(world, payer)).walletCents).toBe(0);
    await voidBill(owner, { billId, reason: "Wrong customer" });
    expect((await stateOf(world, payer)).walletCents).toBe(40_000);
    expect((await billsOf(payer)).find((bill) => bill.id === billId)).toMatchObject({
      status: "void",
      voidReason: "Wrong customer",
    });
    const again = voidBill(owner, { billId, reason: "Wrong customer" });
    expect((await errorOf(again)).message).toBe("This bill is void already.");
  });
});

describe("a credit note", () => {
  test("gives back any part of a paid bill, and never more than is left of it", async () => {
    const { payer, bills } = await payerWithMonths(1);
    const billId = bills[0] ?? "";
    const credit = (amountCents: number) =>
      creditBill(owner, { billId, amountCents, reason: "Two days of outage" });
    await credit(100_001);
    await credit(99_998);
    const refused = await errorOf(credit(50_002));
    expect(refused.fieldErrors.amountCents).toBe(
      "At most KES 500.01 of this bill can still be given back.",
    );
    await credit(50_001);
    expect((await stateOf(world, payer)).walletCents).toBe(PRICE);
    const notes = await notesOf(payer);
    const [bill] = await billsOf(payer);
    const sum = (part: "vatCents" | "exciseCents" | "internetCents") =>
      notes.reduce((total, note) => total + note[part], 0);
    expect(sum("vatCents")).toBe(bill?.vatCents);
    expect(sum("exciseCents")).toBe(bill?.exciseCents);
  });

  test("and a taking back of its time commute, as long as both fit into the bill", async () => {
    const wallets = [];
    for (const first of ["credit", "revoke"]) {
      const { payer, bills } = await payerWithMonths(1);
      onDay(15);
      const billId = bills[0] ?? "";
      const credit = () =>
        creditBill(owner, { billId, amountCents: 33_333, reason: "Two days of outage" });
      const revoke = () =>
        withTransaction(job, (tx) =>
          revokePeriods(tx, { userId: payer.userId, billId, reason: "payment reversed" }),
        );
      if (first === "credit") {
        await credit();
        await revoke();
      } else {
        await revoke();
        await credit();
      }
      wallets.push((await stateOf(world, payer)).walletCents);
    }
    expect(wallets).toEqual([158_333, 158_333]);
  });

  test("asked for many times at once never gives back more than was paid", async () => {
    const { payer, bills } = await payerWithMonths(1);
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, () =>
        creditBill(owner, { billId: bills[0] ?? "", amountCents: 100_000, reason: "Double click" }),
      ),
    );
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(2);
    expect((await stateOf(world, payer)).walletCents).toBe(200_000);
  });

  test("needs the right role, and a bill that is paid", async () => {
    const { payer, bills } = await payerWithMonths(1);
    const support = {
      ...owner,
      actor: { kind: "staff" as const, id: owner.actor.id, role: "support" as const },
    };
    const input = { billId: bills[0] ?? "", amountCents: 1, reason: "Two days of outage" };
    expect((await errorOf(creditBill(support, input))).code).toBe("forbidden");
    const { billId } = await addCharge(owner, {
      customerId: payer.customerId,
      description: "New cable",
      amountCents: 1_000,
    });
    expect((await errorOf(creditBill(owner, { ...input, billId }))).code).toBe("conflict");
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
