import { and, desc, eq } from "drizzle-orm";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { addPeriods } from "@/lib/billing";
import { afterCommitWork, createContext } from "@/lib/context";
import { schema } from "@/lib/db";
import {
  addCharge,
  expireDueUsers,
  getUserBilling,
  numberBills,
  quoteRenewal,
  renewFromWallet,
  setBillingMode,
} from "@/services/billing";
import { getPortalHome } from "@/services/customers";
import { setAutoPromptConsent, sweepDunning } from "@/services/dunning";
import { isPaused } from "@/services/installation";
import { getAttemptProgress, requestStkPayment, reversePayment } from "@/services/payments";
import { settle } from "@/services/payments/settle";
import { saveSettings } from "@/services/settings";
import { resumeUser, suspendUser } from "@/services/users";
import { createTestDatabase, errorOf, expectBooksInOrder, waitFor } from "@/tests/support";
import { createMoneyWorld, directPayment, newReceipt, type Payer, PRICE, stateOf } from "./support";

const { db } = await createTestDatabase();
const START = new Date("2026-06-10T09:00:00+03:00");
const world = await createMoneyWorld(db, START);
const { job, owner, clock } = world;
const { messages, stkAttempts } = schema;
await db.update(schema.installation).set({ pausedAt: null, pausedReason: null });
await waitFor("the installation to go on", async () => !(await isPaused(job)));

async function pay(payer: Payer, amountCents: number) {
  const settled = await settle(job, directPayment(world, payer.accountNumber, { amountCents }));
  if (settled.outcome !== "credited") throw new Error(settled.outcome);
  return settled;
}

/** A month was bought, and half of it used, when the payment was taken back: half the price is owed. */
async function debtor() {
  clock.now = START;
  const payer = await world.addPayer();
  const { paymentId } = await pay(payer, PRICE);
  clock.now = new Date(START.getTime() + 15 * 86_400_000);
  await reversePayment(owner, { paymentId, reason: "taken back by the payer", how: "books" });
  return payer;
}
const as = ({ customerId }: Payer) =>
  createContext({ kind: "customer", id: customerId }, { db, now: () => clock.now });
const OWED = PRICE / 2;
const TAKEN_BACK = "still owed from a payment that was taken back";

afterEach(async () => {
  await numberBills(job);
  await expectBooksInOrder(db, { now: clock.now });
});
// Events find no job server here: one wait for all of them.
afterAll(afterCommitWork);

describe("who owes for a payment that was taken back", () => {
  test("reads what is owed beside the price, and what both come to", async () => {
    const payer = await debtor();
    const quote = await quoteRenewal(job, { userId: payer.userId });
    expect(quote).toMatchObject({
      totalCents: PRICE,
      debtCents: OWED,
      toPayCents: PRICE + OWED,
      words: `Home 10 Mbps until 25 Jul 2026, 09:00 costs KES 2,500. KES 1,250 is ${TAKEN_BACK}: KES 3,750 to pay.`,
    });
    expect(await getUserBilling(owner, { userId: payer.userId })).toMatchObject({
      debtCents: OWED,
      quotes: { 1: { toPayCents: 2 * PRICE + OWED } },
    });
    const refused = await errorOf(renewFromWallet(owner, { userId: payer.userId, periods: 1 }));
    expect(refused.message).toBe("KES 3,750 more is needed in the wallet.");
  });

  test("pays both with one prompt, and is online", async () => {
    const payer = await debtor();
    const { attemptId, amountCents } = await requestStkPayment(owner, { ...payer, periods: 1 });
    expect(amountCents).toBe(PRICE + OWED);
    const settled = await settle(job, {
      ...world.base(),
      kind: "stk_callback",
      attemptId,
      receipt: newReceipt(),
      amountCents,
    });
    expect(settled.outcome).toBe("credited");
    const { walletCents, user } = await stateOf(world, payer);
    expect([walletCents, user?.paidUntil]).toEqual([0, addPeriods(clock.now, "month", 1)]);
    expect((await quoteRenewal(job, { userId: payer.userId })).debtCents).toBe(0);
  });

  test("is not renewed by the price alone, and hears what is missing", async () => {
    const payer = await debtor();
    await pay(payer, PRICE);
    const { walletCents, user } = await stateOf(world, payer);
    expect([walletCents, user?.paidUntil]).toEqual([PRICE - OWED, clock.now]);
    expect(await heard(payer, "payment_received")).toContain(
      "KES 1,250 more is needed for Home 10 Mbps. KES 1,250 stays in your wallet.",
    );
  });

  test("hears what is still owed when not even that is paid", async () => {
    const payer = await debtor();
    await pay(payer, OWED - 50_000);
    expect(await heard(payer, "payment_received")).toContain(
      "KES 3,000 more is needed for Home 10 Mbps, KES 500 of it owed from a payment that was taken back.",
    );
  });
});

test("reminders and the prompt at expiry ask for price and debt together", async () => {
  clock.now = START;
  const payer = await world.addPayer();
  const { paymentId } = await pay(payer, PRICE);
  clock.now = addPeriods(START, "month", 1);
  await saveSettings(owner, "dunning", { remindAtExpiry: true, autoPrompt: true });
  await setAutoPromptConsent(owner, { customerId: payer.customerId, agreed: true });
  await expireDueUsers(job);
  await reversePayment(owner, { paymentId, reason: "taken back by the payer", how: "books" });
  await sweepDunning(job);
  expect(await heard(payer, "ran_out")).toContain(
    "Pay KES 5,000 (KES 2,500 of it owed from a payment that was taken back) to Paybill",
  );
  const [attempt] = await db
    .select()
    .from(stkAttempts)
    .where(eq(stkAttempts.customerId, payer.customerId));
  expect(attempt).toMatchObject({ initiatedBy: "expiry", amountCents: 2 * PRICE });
});

describe("who owes and is suspended", () => {
  /** Half a price owed, and a bill of KES 500 beside it. */
  async function suspendedDebtor() {
    const payer = await debtor();
    const charge = { description: "Call-out", amountCents: 50_000 };
    const { billId } = await addCharge(owner, { ...payer, ...charge });
    await suspendUser(owner, { userId: payer.userId, reason: "abuse" });
    await numberBills(job);
    return { ...payer, billId, self: as(payer) };
  }

  test("reads debt and bill in the portal, that paying settles them, and that it lifts nothing", async () => {
    const { self, customerId, billId } = await suspendedDebtor();
    const { owed, users } = await getPortalHome(self, { customerId });
    expect(users.map(({ quote }) => quote)).toEqual([undefined]);
    expect(owed).toMatchObject({
      debtCents: OWED,
      bills: [{ id: billId, leftCents: 50_000 }],
      toPayCents: OWED + 50_000,
      words:
        "A payment settles this and no more: your connection stays suspended until we lift that. Please contact us.",
    });
  });

  test("settles both with one prompt, buys no time by it, stays suspended, and is told so", async () => {
    const payer = await suspendedDebtor();
    const { self, customerId, phone, userId } = payer;
    const before = (await stateOf(world, payer)).user;
    const { attemptId, amountCents } = await requestStkPayment(self, { customerId, phone });
    expect(amountCents).toBe(OWED + 50_000);
    await settle(job, {
      ...world.base(),
      kind: "stk_callback",
      attemptId,
      receipt: newReceipt(),
      amountCents,
    });
    const { walletCents, user } = await stateOf(world, payer);
    expect([walletCents, user?.status, user?.paidUntil]).toEqual([
      0,
      "suspended",
      before?.paidUntil,
    ]);
    expect((await getPortalHome(self, { customerId })).owed).toBeUndefined();
    expect(await getAttemptProgress(self, { attemptId })).toMatchObject({
      userId: null,
      settled: true,
      words: "Thank you. Your access stays suspended until we lift it: please contact us.",
    });
    expect(await heard(payer, "payment_received")).not.toContain("is needed");
    const again = await errorOf(requestStkPayment(self, { customerId, phone }));
    expect(again).toMatchObject({ code: "conflict", message: "Nothing is owed any more." });
    await resumeUser(owner, { userId });
    expect((await quoteRenewal(job, { userId })).toPayCents).toBe(PRICE);
  });

  test("asks for one prompt however often they press, and nobody else can ask for it", async () => {
    const { self, customerId, phone } = await suspendedDebtor();
    const first = await requestStkPayment(self, { customerId, phone });
    const second = await requestStkPayment(self, { customerId, phone });
    expect(second).toMatchObject({ attemptId: first.attemptId, reused: true });
    expect((await getPortalHome(self, { customerId })).owed?.openAttemptId).toBe(first.attemptId);
    const stranger = as(await world.addPayer());
    const refused = await errorOf(requestStkPayment(stranger, { customerId, phone }));
    expect(refused.code).toBe("forbidden");
  });

  test("by a bill alone is asked for what the wallet does not cover", async () => {
    clock.now = START;
    const payer = await world.addPayer();
    await pay(payer, 20_000);
    await addCharge(owner, { ...payer, description: "Call-out", amountCents: 50_000 });
    await suspendUser(owner, { userId: payer.userId, reason: "abuse" });
    const { customerId } = payer;
    const { owed } = await getPortalHome(as(payer), { customerId });
    expect(owed).toMatchObject({ debtCents: 0, toPayCents: 30_000 });
  });
});

test("who is active reads what is owed with the price, not a second time", async () => {
  const payer = await debtor();
  const { owed, users } = await getPortalHome(as(payer), payer);
  expect([owed, users[0]?.quote?.debtCents]).toEqual([undefined, OWED]);
});

test("who pays after use reads what each open bill is for, and each once", async () => {
  clock.now = START;
  const payer = await world.addPayer();
  await pay(payer, PRICE);
  await setBillingMode(owner, { userId: payer.userId, mode: "postpaid", billDay: 1 });
  await addCharge(owner, { ...payer, description: "New cable", amountCents: 50_000 });
  await numberBills(job);
  const { owed, users } = await getPortalHome(as(payer), payer);
  expect(owed).toBeUndefined();
  expect(users[0]).toMatchObject({
    quote: { totalCents: 50_000 },
    bills: [{ what: "New cable", leftCents: 50_000, number: expect.any(String) }],
  });
});

describe("who is active and has an open bill for work or equipment", () => {
  const charged = async (amountCents: number) => {
    clock.now = START;
    const payer = await world.addPayer();
    await pay(payer, PRICE);
    await addCharge(owner, { ...payer, description: "New cable", amountCents });
    return { ...payer, self: as(payer) };
  };

  test("is asked for it beside the price, and one payment settles it and leaves their time alone", async () => {
    const payer = await charged(50_000);
    const { self, customerId, phone } = payer;
    const { owed, users } = await getPortalHome(self, { customerId });
    expect(owed).toMatchObject({
      toPayCents: 50_000,
      bills: [{ what: "New cable", leftCents: 50_000 }],
      words: "A payment settles this; your package is paid separately, above.",
    });
    expect(users[0]?.quote?.toPayCents).toBe(PRICE);
    const before = (await stateOf(world, payer)).user.paidUntil;
    const { attemptId, amountCents } = await requestStkPayment(self, { customerId, phone });
    expect((await getPortalHome(self, { customerId })).owed?.openAttemptId).toBe(attemptId);
    await settle(job, {
      ...world.base(),
      kind: "stk_callback",
      attemptId,
      receipt: newReceipt(),
      amountCents,
    });
    const after = await stateOf(world, payer);
    expect([after.walletCents, after.user.paidUntil]).toEqual([0, before]);
    expect((await getPortalHome(self, { customerId })).owed).toBeUndefined();
  });

  test("is asked for what the wallet lacks, and with the bill of a first period for all that is open", async () => {
    const payer = await charged(50_000);
    await pay(payer, 20_000);
    expect((await getPortalHome(payer.self, payer)).owed?.toPayCents).toBe(30_000);
    const fresh = await world.addPayer({ fees: [] });
    expect((await getPortalHome(as(fresh), fresh)).owed).toBeUndefined();
    await addCharge(owner, { ...fresh, description: "Router", amountCents: 70_000 });
    const { owed } = await getPortalHome(as(fresh), fresh);
    expect(owed?.bills.map(({ leftCents }) => leftCents)).toEqual([PRICE, 70_000]);
    expect(owed?.toPayCents).toBe(PRICE + 70_000);
  });
});

async function heard(payer: Payer, template: string) {
  const [message] = await db
    .select()
    .from(messages)
    .where(and(eq(messages.customerId, payer.customerId), eq(messages.template, template)))
    .orderBy(desc(messages.createdAt), desc(messages.id));
  return message?.body;
}
