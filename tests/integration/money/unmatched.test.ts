import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { createContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { hashPhone } from "@/lib/phone";
import { listCustomerPayments, updateCustomer } from "@/services/customers";
import { assignPayment, getUnmatched, listUnmatched } from "@/services/payments";
import type { Evidence } from "@/services/payments/evidence";
import { getPayment, listPayments } from "@/services/reports";
import { createTestDatabase, errorOf } from "@/tests/support";
import { addStranger, createMoneyWorld, type Payer, PRICE } from "./support";

const { db } = await createTestDatabase();
const world = await createMoneyWorld(db);
const { owner } = world;

const ODD_AMOUNT = 123_400;
/** Who is suggested for a payment that nothing but these facts speaks for. */
async function suggested(values: Partial<Evidence>) {
  const facts = { amountCents: ODD_AMOUNT, payer: {}, accountReference: "", ...values };
  const { paymentId } = await addStranger(world, facts);
  return (await getUnmatched(owner, { paymentId })).likely;
}

const rename = async (payer: Payer, name: string) => {
  const [row] = await db
    .select()
    .from(schema.customers)
    .where(eq(schema.customers.id, payer.customerId));
  const { customerId, phone } = payer;
  await updateCustomer(owner, { customerId, phone, name, version: String(row?.version) });
};

describe("a likely customer is suggested, with the reason in words", () => {
  test("one digit of the account number is wrong, two are swapped, one is missing or too many", async () => {
    const payer = await world.addPayer();
    const { accountNumber: a } = payer;
    const wrong = `${a.slice(0, 5)}${(Number(a[5]) + 1) % 10}${a.slice(6)}`;
    const at = [...a].findIndex((digit, i) => i > 0 && digit !== a[i + 1] && i < 7);
    const swapped = `${a.slice(0, at)}${a[at + 1]}${a[at]}${a.slice(at + 2)}`;
    const slips = [
      [wrong, "one digit differs"],
      [swapped, "two digits are swapped"],
      [a.slice(0, 7), "a digit is missing"],
      [`${a.slice(0, 4)}${(Number(a[4]) + 1) % 10}${a.slice(4)}`, "a digit is too many"],
    ];
    for (const [accountReference = "", miss = ""] of slips) {
      const [first] = await suggested({ accountReference });
      expect([accountReference, first?.customerId]).toEqual([accountReference, payer.customerId]);
      expect(first?.reasons[0]).toContain(miss);
    }
  });

  test("a phone with one wrong digit was typed as account", async () => {
    const payer = await world.addPayer();
    const typed = `0${payer.phone.slice(4, 12)}${(Number(payer.phone[12]) + 1) % 10}`;
    const found = await suggested({ accountReference: typed });
    const own = found.find((each) => each.customerId === payer.customerId);
    expect(own?.reasons[0]).toContain("but one digit differs");
  });

  test("the payer's number is theirs, plain, hashed or masked", async () => {
    const payer = await world.addPayer();
    const digits = payer.phone.slice(1);
    for (const number of [
      digits,
      hashPhone(payer.phone),
      `${digits.slice(0, 4)} ***** ${digits.slice(-3)}`,
    ]) {
      const found = await suggested({ accountReference: "house 9", payer: { number } });
      expect([number, found.map((each) => each.customerId)]).toEqual([
        number,
        expect.arrayContaining([payer.customerId]),
      ]);
    }
  });

  test("they share names, and two names say more than one", async () => {
    const [both, one] = [await world.addPayer(), await world.addPayer()];
    await rename(both, "Achieng Wafula");
    await rename(one, "Mary Wafula");
    const found = await suggested({ payer: { name: "ACHIENG ROSE WAFULA" } });
    expect(found.map((each) => each.name)).toEqual(["Achieng Wafula", "Mary Wafula"]);
    expect(found[0]?.reasons).toEqual(["The payer's name has Achieng Wafula in it."]);
  });

  test("they owe exactly this much, or asked for a prompt of this amount at that time", async () => {
    const owing = await world.addPayer({ fees: [ODD_AMOUNT] });
    const asking = await world.addPayer();
    const amountCents = PRICE + ODD_AMOUNT;
    await world.addAttempt(asking, { amountCents, state: "expired" });
    const found = await suggested({ amountCents });
    expect(found.map((each) => each.customerId)).toEqual([asking.customerId, owing.customerId]);
    expect(found.map((each) => each.reasons[0])).toEqual([
      "They asked for a prompt of exactly this amount, at that very minute.",
      "They owe exactly KES 3,734.",
    ]);
  });

  test("and nobody when nothing points to anybody, or only a closed customer fits", async () => {
    const payer = await world.addPayer();
    await db
      .update(schema.customers)
      .set({ status: "closed" })
      .where(eq(schema.customers.id, payer.customerId));
    expect(await suggested({ accountReference: payer.accountNumber })).toEqual([]);
    expect(await suggested({ accountReference: "%_';--", payer: { name: "%" } })).toEqual([]);
  });
});

test("the queue holds what is unmatched, oldest first, and only who handles payments sees it", async () => {
  const [mine, total] = [await addStranger(world), (await listUnmatched(owner)).total];
  const page = await listUnmatched(owner, { search: String(mine.evidence.receipt) });
  expect(page.rows.map((row) => row.id)).toEqual([mine.paymentId]);
  const payer = await world.addPayer();
  const parts = [{ customerId: payer.customerId, amountCents: PRICE }];
  await assignPayment(owner, { paymentId: mine.paymentId, parts });
  expect((await listUnmatched(owner)).total).toBe(total - 1);
  expect(await errorOf(getUnmatched(owner, { paymentId: mine.paymentId }))).toMatchObject({
    code: "not_found",
  });
  const technician = createContext({ kind: "staff", id: payer.userId, role: "technician" }, { db });
  expect(await errorOf(listUnmatched(technician))).toMatchObject({ code: "forbidden" });
});

test("a split payment stands in each customer's list with their own part, and names all on its page", async () => {
  const [a, b] = [await world.addPayer(), await world.addPayer()];
  const { paymentId } = await addStranger(world);
  await assignPayment(owner, {
    paymentId,
    parts: [
      { customerId: a.customerId, amountCents: 100_000 },
      { customerId: b.customerId, amountCents: PRICE - 100_000 },
    ],
    note: "Two brothers.",
  });
  const { customerId } = b;
  expect((await listPayments(owner, { customerId })).rows).toMatchObject([
    { id: paymentId, amountCents: PRICE, partCents: PRICE - 100_000, status: "split" },
  ]);
  const themselves = createContext({ kind: "customer", id: customerId }, { db });
  expect(await listCustomerPayments(themselves, { customerId })).toMatchObject([
    { id: paymentId, amountCents: PRICE - 100_000 },
  ]);
  const { assignments } = await getPayment(owner, { paymentId });
  expect(assignments).toMatchObject([
    { amountCents: 100_000, staffName: "Owner", note: "Two brothers." },
    { customerId, amountCents: PRICE - 100_000 },
  ]);
});
