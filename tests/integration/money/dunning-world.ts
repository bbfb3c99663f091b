import { and, asc, eq, like } from "drizzle-orm";
import { afterAll, afterEach, beforeEach } from "vitest";
import { addPeriods } from "@/lib/billing";
import { afterCommitWork } from "@/lib/context";
import { schema } from "@/lib/db";
import { expireDueUsers, issueDueBills, numberBills } from "@/services/billing";
import { sweepDunning } from "@/services/dunning";
import { isPaused } from "@/services/installation";
import { settle } from "@/services/payments/settle";
import { saveSettings } from "@/services/settings";
import { createTestDatabase, expectBooksInOrder, waitFor } from "@/tests/support";
import { createMoneyWorld, directPayment, type Payer, PRICE } from "./support";

export const at = (text: string) => new Date(`${text}+03:00`);
export const END = at("2026-06-10T09:00:00");
export const SETTINGS = {
  remindBeforeHours: [72, 24],
  remindAtExpiry: true,
  remindAfterHours: [24],
  autoPrompt: false,
};

/** A money world that goes on, with reminders switched on, and nobody in it before each test. Call once per file. */
export async function createDunningWorld() {
  const { db } = await createTestDatabase();
  const world = await createMoneyWorld(db, END);
  const { job, owner } = world;
  const { dunningSteps, messages, stkAttempts, users } = schema;
  await db.update(schema.installation).set({ pausedAt: null, pausedReason: null });
  await waitFor("the installation to go on", async () => !(await isPaused(job)));

  const inHours = (hours: number) => new Date(END.getTime() + hours * 3_600_000);
  /** The whole minute's work, as the tick and the expiry do it. */
  async function minute(now: Date): Promise<number> {
    world.clock.now = now;
    await issueDueBills(job);
    await expireDueUsers(job);
    return sweepDunning(job);
  }
  const evidence = (payer: Payer, amountCents = PRICE) =>
    directPayment(world, payer.accountNumber, { amountCents });
  const reminders = async (payer: Payer) => {
    const rows = await db
      .select()
      .from(messages)
      .where(and(eq(messages.customerId, payer.customerId), like(messages.dedupeKey, "dunning:%")))
      .orderBy(asc(messages.createdAt));
    return rows.map((row) => row.template);
  };
  const stepsOf = (payer: Payer) =>
    db.select().from(dunningSteps).where(eq(dunningSteps.userId, payer.userId));
  const attemptsOf = (payer: Payer) =>
    db.select().from(stkAttempts).where(eq(stkAttempts.customerId, payer.customerId));

  /** Whose month, bought a month ago, ends at END (or later by so many hours). */
  async function payerUntil(end = END) {
    const now = world.clock.now;
    world.clock.now = addPeriods(end, "month", -1);
    const payer = await world.addPayer();
    await settle(job, evidence(payer));
    world.clock.now = now;
    return payer;
  }

  beforeEach(async () => {
    await db.update(users).set({ status: "closed", nextBillAt: null, closedAt: END });
    await db.delete(schema.sweepMarks);
    await saveSettings(owner, "dunning", SETTINGS);
    await saveSettings(owner, "billing", {});
  });
  // Events find no job server here: one wait for all of them.
  afterAll(afterCommitWork);
  afterEach(async () => {
    await numberBills(job);
    await expectBooksInOrder(db, { now: world.clock.now });
  });

  return {
    db,
    world,
    job,
    owner,
    inHours,
    minute,
    evidence,
    reminders,
    stepsOf,
    attemptsOf,
    payerUntil,
  };
}
