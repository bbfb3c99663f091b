import { sql } from "drizzle-orm";
import pg from "pg";
import { afterAll, afterEach, expect, test } from "vitest";
import { z } from "zod";
import { afterCommitWork, type Context } from "@/lib/context";
import { connect, executeRows } from "@/lib/db";
import { expireDueUsers, numberBills } from "@/services/billing";
import { assignPayment, judgeCallback, reversePayment } from "@/services/payments";
import { settle } from "@/services/payments/settle";
import { addTill, openTill, recordCash } from "@/services/tills";
import { createTestDatabase, expectBooksInOrder, waitFor } from "@/tests/support";
import { statementsDuring } from "./count-statements";
import { createInbox } from "./inbox";
import { snapshot } from "./kill-loop/snapshot";
import {
  addStranger,
  createMoneyWorld,
  directPayment,
  newReceipt,
  type Payer,
  PRICE,
  stateOf,
} from "./support";

const { db, url } = await createTestDatabase();
const world = await createMoneyWorld(db);
const inbox = await createInbox(world);

/** Each pool has its own companies, as each process has. */
const pools = [connect(url), connect(url)];
const contexts: Context[] = pools.map((pool) => ({ ...world.job, db: pool.db }));

afterEach(() => expectBooksInOrder(db, { now: world.clock.now }));
afterAll(() => Promise.all(pools.map((pool) => pool.close())));

async function addPayers(count: number): Promise<Payer[]> {
  const payers: Payer[] = [];
  for (let n = 0; n < count; n++) payers.push(await world.addPayer());
  return payers;
}

const judge = (ctx: Context | undefined, ids: string[]) =>
  Promise.all(ids.map((inboxId) => judgeCallback(ctx ?? world.job, { inboxId })));

/** Both have begun, and meet at their next step: each waited for a row of its own until then. */
async function atOnce(
  [first, second]: [string[], string[]],
  meanwhile: (() => Promise<unknown>)[] = [],
) {
  const holder = new pg.Client(url);
  await holder.connect();
  await holder.query("begin");
  await holder.query("select from callback_inbox where id = any($1) for update", [
    [first[0], second[0]],
  ]);
  const [one, two] = contexts;
  const both = Promise.all([judge(one, first), judge(two, second)]);
  const stuck = sql`select count(*)::integer as n from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  const Count = z.object({ n: z.number() });
  await waitFor(
    "both companies to have begun",
    async () => (await executeRows(db, stuck, Count))[0]?.n,
    (n) => n === 2,
  );
  const others = meanwhile.map((verb) => verb());
  await holder.query("commit");
  await holder.end();
  const outcomes = (await both).flat();
  await Promise.all(others);
  await afterCommitWork();
  return outcomes;
}

async function expectOneCreditEach(payers: Payer[], credits = 1) {
  for (const payer of payers) {
    const { payments, renewals, walletCents } = await snapshot(world, payer);
    expect(payments).toHaveLength(credits);
    expect(renewals.length * PRICE + walletCents).toBe(credits * PRICE);
  }
}

test("two companies with the callbacks and the echoes of the same pushes wait for each other in one order", async () => {
  for (let round = 0; round < 5; round++) {
    const payers = await addPayers(8);
    const companies: [string[], string[]] = [[], []];
    for (const [n, payer] of payers.entries()) {
      const attempt = await inbox.pushed(payer);
      const receipt = newReceipt();
      const [here, there] = n % 2 ? companies : companies.toReversed();
      here?.push(await inbox.callback(attempt, receipt));
      there?.unshift(await inbox.echo({ receipt, accountReference: attempt.accountReference }));
    }
    const sent = await statementsDuring(async () => {
      const outcomes = await atOnce(companies);
      expect(outcomes.every(({ verdict }) => verdict === "processed")).toBe(true);
    });
    expect(sent.filter((text) => text === "rollback")).toEqual([]);
    await expectOneCreditEach(payers);
  }
});

test("two companies with payments of the same customers, in whatever order they come, are not undone", async () => {
  for (let round = 0; round < 5; round++) {
    const payers = await addPayers(8);
    const companies: [string[], string[]] = [[], []];
    for (const payer of payers) {
      companies[0].push(await inbox.echo({ accountReference: payer.accountNumber }));
      companies[1].unshift(await inbox.echo({ accountReference: payer.accountNumber }));
    }
    const sent = await statementsDuring(() => atOnce(companies));
    expect(sent.filter((text) => text === "rollback")).toEqual([]);
    await expectOneCreditEach(payers, 2);
  }
});

test("companies and the verbs of staff and sweeps on the same customers do their work, each once", async () => {
  const desk = await openDesk();
  for (let round = 0; round < 5; round++) {
    const payers = await addPayers(8);
    const [reversedA, reversedB, sharesA, sharesB, atDesk, lapsed] = payers as Six;
    const taken = [await paidBefore(reversedA), await paidBefore(reversedB)];
    const { paymentId } = await addStranger(world);
    const half = (payer: Payer) => ({ customerId: payer.customerId, amountCents: PRICE / 2 });
    await world.setPaidUntil(lapsed.userId, new Date(world.clock.now.getTime() - 1));
    const companies: [string[], string[]] = [[], []];
    for (const payer of payers) {
      companies[0].push(await inbox.echo({ accountReference: payer.accountNumber }));
      companies[1].unshift(await inbox.echo({ accountReference: payer.accountNumber }));
    }
    const sent = await statementsDuring(async () => {
      const outcomes = await atOnce(companies, [
        ...taken.map((id) => () => reverse(id)),
        () => assignPayment(world.owner, { paymentId, parts: [half(sharesB), half(sharesA)] }),
        () => desk.take(atDesk.customerId),
        () => expireDueUsers(world.job),
        () => numberBills(world.job),
      ]);
      expect(outcomes.every(({ verdict }) => verdict === "processed")).toBe(true);
    });
    expect(sent.filter((text) => text === "rollback")).toEqual([]);
    const credits = {
      [atDesk.customerId]: 3,
      [sharesA.customerId]: 2.5,
      [sharesB.customerId]: 2.5,
    };
    for (const payer of payers) {
      const { renewals, walletCents } = await stateOf(world, payer);
      const standing = renewals.filter(({ endedAt }) => endedAt === null).length;
      expect(standing * PRICE + walletCents).toBe((credits[payer.customerId] ?? 2) * PRICE);
    }
  }
});

type Six = [Payer, Payer, Payer, Payer, Payer, Payer];

const reverse = (paymentId: string) =>
  reversePayment(world.owner, { paymentId, reason: "Sent by mistake", how: "books" });

async function paidBefore({ accountNumber }: Payer): Promise<string> {
  const outcome = await settle(world.job, directPayment(world, accountNumber));
  if (outcome.outcome !== "credited") throw new Error(`it is ${outcome.outcome}`);
  return outcome.paymentId;
}

/** A till that the owner has opened. */
async function openDesk() {
  const { channelId } = await addTill(world.owner, { name: "Desk" });
  const { tillSessionId } = await openTill(world.owner, { channelId, openingCents: 0 });
  return {
    take: (customerId: string) =>
      recordCash(world.owner, {
        formId: world.job.newId(),
        tillSessionId,
        customerId,
        amountCents: PRICE,
      }),
  };
}
