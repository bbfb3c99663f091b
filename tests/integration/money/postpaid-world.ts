import { asc, eq } from "drizzle-orm";
import { afterEach, beforeEach } from "vitest";
import { afterCommitWork } from "@/lib/context";
import { schema } from "@/lib/db";
import { expireDueUsers, issueDueBills, numberBills, setBillingMode } from "@/services/billing";
import { settle } from "@/services/payments/settle";
import { saveSettings } from "@/services/settings";
import { createTestDatabase, expectBooksInOrder } from "@/tests/support";
import { accessOnRouter, createMoneyWorld, directPayment, type Payer, stateOf } from "./support";

export const at = (text: string) => new Date(`${text}+03:00`);
export const JUNE_16 = at("2026-06-16T00:00:00");

/** A money world in which bills are due after seven days, with three of grace, and nobody in it before each test. Call once per file. */
export async function createPostpaidWorld() {
  const { db } = await createTestDatabase();
  const world = await createMoneyWorld(db, JUNE_16);
  const { job, owner } = world;

  const access = (payer: Payer) => accessOnRouter(world, payer);
  const userOf = async (payer: Payer) => (await stateOf(world, payer)).user;
  const billsOf = (payer: Payer) =>
    db
      .select()
      .from(schema.bills)
      .where(eq(schema.bills.customerId, payer.customerId))
      .orderBy(asc(schema.bills.issuedAt), asc(schema.bills.id))
      .then((rows) => rows.filter((bill) => bill.kind === "postpaid"));
  const pay = (payer: Payer, amountCents: number) =>
    settle(job, directPayment(world, payer.accountNumber, { amountCents }));
  /** As the tick does, minute by minute. */
  async function sweep() {
    await issueDueBills(job);
    await expireDueUsers(job);
    await issueDueBills(job);
  }

  /** A payer who is billed on the first of each month, from 16 June on. */
  async function postpaidPayer() {
    const payer = await world.addPayer();
    await setBillingMode(owner, { userId: payer.userId, mode: "postpaid", billDay: 1 });
    return payer;
  }

  beforeEach(async () => {
    await db.update(schema.users).set({ status: "closed", nextBillAt: null, closedAt: JUNE_16 });
    await db.delete(schema.sweepMarks);
    world.clock.now = JUNE_16;
    await saveSettings(owner, "billing", { postpaidDueDays: 7, postpaidGraceDays: 3 });
  });
  afterEach(async () => {
    await afterCommitWork();
    await numberBills(job);
    await expectBooksInOrder(db, { now: world.clock.now });
  });

  return { db, world, job, owner, access, userOf, billsOf, pay, sweep, postpaidPayer };
}
