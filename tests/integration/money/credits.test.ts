import { afterEach, describe, expect, test } from "vitest";
import { withTransaction } from "@/lib/context";
import { addCharge, creditBill, revokePeriods, voidBill } from "@/services/billing";
import { createTestDatabase, errorOf, expectBooksInOrder } from "@/tests/support";
import { billingWorld } from "./billing-world";
import { createMoneyWorld, type Payer, PRICE, stateOf } from "./support";

const { db } = await createTestDatabase();
const world = await createMoneyWorld(db);
const { job, owner } = world;
const { onDay, pay, payerWithMonths, notesOf, billsOf } = billingWorld(world);

afterEach(() => expectBooksInOrder(db, { now: world.clock.now }));

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
