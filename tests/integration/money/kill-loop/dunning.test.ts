import { eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { addPeriods } from "@/lib/billing";
import { afterCommitWork } from "@/lib/context";
import { schema } from "@/lib/db";
import { expireDueUsers } from "@/services/billing";
import { setAutoPromptConsent, sweepDunning } from "@/services/dunning";
import { isPaused } from "@/services/installation";
import { settle } from "@/services/payments";
import { saveSettings } from "@/services/settings";
import { startHooksServer } from "@/tests/integration/payments/hooks-server";
import { createTestDatabase, expectBooksInOrder, waitFor } from "@/tests/support";
import { createMoneyWorld, type Payer, PRICE } from "../support";
import { deaths } from "./deaths";
import { JOB, type Job } from "./job";
import { directly } from "./lives";
import { startWorkers } from "./workers";

/*
 * A worker process dies at every statement of dunning: each customer hears each thing once all the same, and gets one
 * prompt at most.
 */
// Whoever goes on sends its events: to somebody who takes them, and does nothing.
const hooks = await startHooksServer();
process.env.INNGEST_BASE_URL = hooks.url;
const { db } = await createTestDatabase();
const END = new Date("2026-06-10T09:00:00+03:00");
const HOUR = 3_600_000;
const world = await createMoneyWorld(db, END);
const { job, owner } = world;
const { dunningSteps, users } = schema;
await db.update(schema.installation).set({ pausedAt: null, pausedReason: null });
await waitFor("the installation to go on", async () => !(await isPaused(job)));
const workers = await startWorkers();
afterAll(async () => {
  await workers.stop();
  await afterCommitWork();
  await hooks.close();
});
const endsTheSame = deaths(world, workers, END, Number(process.env.KILL_EVERY ?? 3));

beforeEach(() =>
  saveSettings(owner, "dunning", {
    remindBeforeHours: [24],
    remindAtExpiry: true,
    remindAfterHours: [24],
    autoPrompt: true,
  }),
);

/** Whose month ends at END; everybody else has left, so that a sweep is about nobody else. */
async function payerUntilEnd({ agrees = false } = {}): Promise<Payer> {
  await db.update(users).set({ status: "closed", nextBillAt: null, closedAt: END });
  world.clock.now = addPeriods(END, "month", -1);
  const payer = await world.addPayer();
  await settle(job, directly(world, payer, PRICE));
  await setAutoPromptConsent(owner, { customerId: payer.customerId, agreed: agrees });
  return payer;
}

/** So many hours after the end, when the expiry has decided. */
async function swept(payer: Payer, hours: number): Promise<Job> {
  world.clock.now = new Date(END.getTime() + hours * HOUR);
  await expireDueUsers(job);
  const beside = async () => {
    const rows = await db.select().from(dunningSteps).where(eq(dunningSteps.userId, payer.userId));
    return rows.map(({ step, outcome }) => `${step} ${outcome}`).sort();
  };
  const again = () => sweepDunning(job);
  return { payer, verb: "sweepDunning", input: null, actor: JOB, again, beside };
}

describe("a customer", () => {
  test("is reminded before the end once", async () => {
    const end = await endsTheSame(async () => swept(await payerUntilEnd(), -23));
    expect(end.texts?.filter((template) => template === "runs_out_soon")).toHaveLength(1);
    expect(end.beside).toEqual(["before:24h sent"]);
  }, 300_000);

  test("hears once that time has run out, and is prompted once if they agreed", async () => {
    const end = await endsTheSame(async () => swept(await payerUntilEnd({ agrees: true }), 0));
    expect(end.texts?.filter((template) => template === "ran_out")).toHaveLength(1);
    expect(end.attempts).toHaveLength(1);
    expect(end.beside).toEqual(["at sent", "prompt prompted"]);
  }, 300_000);

  test("who agrees to prompts agrees once", async () => {
    const end = await endsTheSame(async () => {
      const payer = await payerUntilEnd();
      const { customerId } = payer;
      const input = { customerId, agreed: true };
      const agreed = async () => {
        const { customers } = schema;
        const [row] = await db.select().from(customers).where(eq(customers.id, customerId));
        const lines = await db
          .select()
          .from(schema.auditLog)
          .where(eq(schema.auditLog.entityId, customerId));
        const said = lines.filter(({ action }) => action === "customers.auto-prompt-consent");
        return [row?.autoPromptConsentAt !== null, said.length];
      };
      const again = () => setAutoPromptConsent(owner, input);
      const { actor } = owner;
      return { payer, verb: "setAutoPromptConsent", input, actor, again, beside: agreed };
    });
    expect(end.beside).toEqual([true, 1]);
  }, 300_000);
});

afterAll(() => expectBooksInOrder(db, { now: world.clock.now }));
