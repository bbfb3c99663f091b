import { eq } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { afterCommitWork } from "@/lib/context";
import { schema } from "@/lib/db";
import { addCharge, numberBills, pauseUser, setBillingMode } from "@/services/billing";
import type { Evidence } from "@/services/payments/evidence";
import { settle } from "@/services/payments/settle";
import { seededRandom } from "@/tests/simulators/routeros/random";
import { createTestDatabase, expectBooksInOrder } from "@/tests/support";
import { statementsDuring } from "./count-statements";
import { snapshot } from "./kill-loop/snapshot";
import {
  cappedService,
  createMoneyWorld,
  directPayment,
  newReceipt,
  type Payer,
  PRICE,
  reports,
} from "./support";

const { db } = await createTestDatabase();
const world = await createMoneyWorld(db);

afterEach(() => expectBooksInOrder(db, { now: world.clock.now }));

const { owner } = world;
const { users } = schema;
const capped = await cappedService(world);

type Story = (payer: Payer) => Promise<Evidence[]>;

const direct = (payer: Payer, amountCents: number) =>
  directPayment(world, payer.accountNumber, { amountCents });

const ways = async (payer: Payer) => reports(world, await world.addAttempt(payer), newReceipt());

/** What reaches us of one customer in one moment; in whatever order, it comes to the same. */
const STORIES: Record<string, Story> = {
  "one callback": async (payer) => [(await ways(payer)).callback],
  "a callback four times": async (payer) => {
    const { callback } = await ways(payer);
    return [callback, callback, callback, callback];
  },
  "a callback and its echo": async (payer) => {
    const { callback, c2b } = await ways(payer);
    return [callback, c2b, callback];
  },
  "all ways of one payment": async (payer) => Object.values(await ways(payer)),
  "a prompt that failed": async (payer) => {
    const { callback } = await ways(payer);
    const result = { code: "1032", description: "Request cancelled by user" };
    return [{ ...callback, result, receipt: undefined, amountCents: undefined }];
  },
  "a query's yes": async (payer) => [(await ways(payer)).query],
  "two payments by hand": async (payer) => [direct(payer, PRICE), direct(payer, PRICE)],
  "too little, by hand": async (payer) => [direct(payer, PRICE - 100)],
  "a charge and a renewal": async ({ customerId, ...payer }) => {
    await addCharge(owner, { customerId, description: "Cable", amountCents: 50_000 });
    return [direct({ customerId, ...payer }, PRICE + 50_000)];
  },
  "a login whose package has a cap": async (payer) => {
    const { userId } = payer;
    await db.update(users).set(capped).where(eq(users.id, userId));
    return [(await ways(payer)).callback];
  },
  "a part of what was used": async (payer) => {
    const { customerId, userId } = payer;
    await setBillingMode(owner, { userId, mode: "postpaid", billDay: 10 });
    await addCharge(owner, { customerId, userId, description: "Usage", amountCents: PRICE });
    return [direct(payer, PRICE - 100), direct(payer, 100)];
  },
  "time that a pause keeps": async (payer) => {
    await settle(world.job, direct(payer, PRICE));
    await pauseUser(owner, { userId: payer.userId });
    return [(await ways(payer)).callback, direct(payer, 100)];
  },
};

const shuffled = <T>(items: T[], random: () => number): T[] =>
  items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);

/** Whether money came to the wallet by way of suspense is a matter of order. */
async function endOf(payer: Payer) {
  const { moved: _, ...end } = await snapshot(world, payer);
  return end;
}

test("a crowd in which everything happens ends as if each report had come alone", async () => {
  for (let seed = 1; seed <= 3; seed++) {
    const random = seededRandom(seed);
    const crowd: Evidence[] = [];
    const twins: { name: string; alone: Payer; inCrowd: Payer }[] = [];
    for (const [name, story] of shuffled(
      [...Object.entries(STORIES), ...Object.entries(STORIES)],
      random,
    )) {
      const alone = await world.addPayer();
      for (const evidence of await story(alone)) await settle(world.job, evidence);
      const inCrowd = await world.addPayer();
      crowd.push(...(await story(inCrowd)));
      twins.push({ name, alone, inCrowd });
    }
    const unknown = directPayment(world, "who knows");
    await Promise.all(
      shuffled([...crowd, unknown], random).map((evidence) => settle(world.job, evidence)),
    );
    await afterCommitWork();
    while ((await numberBills(world.job)) > 0);
    for (const { name, alone, inCrowd } of twins)
      expect({ seed, name, ...(await endOf(inCrowd)) }).toEqual({
        seed,
        name,
        ...(await endOf(alone)),
      });
  }
});

test("eighty customers' callbacks at one moment are eighty credits in a few transactions", async () => {
  const payers: Payer[] = [];
  for (let n = 0; n < 80; n++) payers.push(await world.addPayer());
  const callbacks: Evidence[] = [];
  for (const payer of payers) callbacks.push((await ways(payer)).callback);
  const sent = await statementsDuring(async () => {
    const outcomes = await Promise.all(callbacks.map((each) => settle(world.job, each)));
    expect(outcomes.every(({ outcome }) => outcome === "credited")).toBe(true);
    await afterCommitWork();
  });
  // Sixteen go together; bills are numbered in transactions of their own.
  expect(sent.filter((text) => text === "begin").length).toBeLessThan(30);
  for (const payer of payers) {
    const { payments, renewals, walletCents } = await snapshot(world, payer);
    expect({ payments, renewals: renewals.length, walletCents }).toEqual({
      payments: [`credited ${PRICE} true`],
      renewals: 1,
      walletCents: 0,
    });
  }
});
