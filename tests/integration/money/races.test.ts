import { eq } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { connect, schema } from "@/lib/db";
import type { Evidence } from "@/services/payments/evidence";
import { settle } from "@/services/payments/settle";
import { createTestDatabase, expectBooksInOrder } from "@/tests/support";
import {
  createMoneyWorld,
  directPayment,
  newReceipt,
  type Payer,
  PRICE,
  reports,
  stateOf,
} from "./support";

const { db, url } = await createTestDatabase();
const world = await createMoneyWorld(db);

afterEach(() => expectBooksInOrder(db, { now: world.clock.now }));

async function expectOneCredit(payer: Payer, receipt: string) {
  const state = await stateOf(world, payer);
  expect(state.payments).toMatchObject([{ receipt, amountCents: PRICE, status: "credited" }]);
  expect(state.renewals).toHaveLength(1);
  expect(state.walletCents).toBe(0);
  expect(state.user.paidUntil).not.toBeNull();
}

const permutations = <T>(items: T[]): T[][] =>
  items.length <= 1
    ? [items]
    : items.flatMap((item, i) =>
        permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
      );

test("fifty identical callbacks at the same moment, each on a connection of its own, are one credit", async () => {
  const wide = connect(url, { maxConnections: 50 });
  try {
    const payer = await world.addPayer();
    const receipt = newReceipt();
    const { callback } = reports(world, await world.addAttempt(payer), receipt);
    const ctx = { ...world.job, db: wide.db };
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => settle(ctx, callback)));
    expect(outcomes.map((each) => each.outcome).sort()).toEqual([
      ...Array.from({ length: 49 }, () => "already_known"),
      "credited",
    ]);
    await expectOneCredit(payer, receipt);
  } finally {
    await wide.close();
  }
});

test("fifty identical direct payments at the same moment are one credit", async () => {
  const payer = await world.addPayer();
  const receipt = newReceipt();
  const evidence: Evidence = {
    ...world.base(),
    kind: "c2b_confirmation",
    receipt,
    amountCents: PRICE,
    accountReference: payer.accountNumber,
  };
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => settle(world.job, evidence)));
  expect(outcomes.filter((each) => each.outcome === "credited")).toHaveLength(1);
  await expectOneCredit(payer, receipt);
});

test("callback, query, C2B, pull and a typed code in all 120 orders are one credit with its receipt", async () => {
  const orders = permutations(["callback", "query", "c2b", "pull", "status"] as const);
  for (const [round, order] of orders.entries()) {
    const payer = await world.addPayer();
    const receipt = newReceipt();
    const ways = reports(world, await world.addAttempt(payer), receipt);
    // Typed by its payer, or by somebody else.
    const status = { ...ways.status, ...(round % 2 ? { customerId: payer.customerId } : {}) };
    for (const way of order) await settle(world.job, { ...ways, status }[way]);
    await expectOneCredit(payer, receipt);
  }
});

test("callback, query, C2B, pull and a typed code at the same moment are one credit with its receipt", async () => {
  for (let round = 0; round < 12; round++) {
    const payer = await world.addPayer();
    const receipt = newReceipt();
    const ways = Object.values(reports(world, await world.addAttempt(payer), receipt));
    // A Till's echo has no reference: it races as a direct payment that the callback takes over.
    const till = { ...ways[2], accountReference: "" } as Evidence;
    const all = round % 2 === 0 ? [...ways, ...ways] : [till, ...ways, till];
    await Promise.all(all.map((evidence) => settle(world.job, evidence)));
    await expectOneCredit(payer, receipt);
  }
});

test("two true payments of one customer at the same moment are two credits", async () => {
  for (let round = 0; round < 10; round++) {
    const payer = await world.addPayer();
    const attempt = await world.addAttempt(payer);
    const pushed = reports(world, attempt, newReceipt()).callback;
    const direct: Evidence = directPayment(world, payer.accountNumber);
    const outcomes = await Promise.all([settle(world.job, pushed), settle(world.job, direct)]);
    expect(outcomes.map((each) => each.outcome)).toEqual(["credited", "credited"]);
    const state = await stateOf(world, payer);
    expect(state.payments).toHaveLength(2);
    // Whichever came first renewed; the push renews in any case, the direct money only what has lapsed.
    const bought = state.renewals.length * PRICE;
    expect(bought + state.walletCents).toBe(2 * PRICE);
    expect(state.renewals.length).toBeGreaterThanOrEqual(1);
  }
});

test("two halves of what is missing, at the same moment, buy the whole", async () => {
  for (let round = 0; round < 10; round++) {
    const payer = await world.addPayer();
    const direct = (amountCents: number): Evidence =>
      directPayment(world, payer.accountNumber, { amountCents });
    // The wallet exists already, so that only its lock can make one wait for the other.
    await settle(world.job, direct(1_000));
    const half = (PRICE - 1_000) / 2;
    await Promise.all([settle(world.job, direct(half)), settle(world.job, direct(half))]);
    const state = await stateOf(world, payer);
    expect(state).toMatchObject({ walletCents: 0, renewals: [{ periods: 1 }] });
  }
});

test("payments of many customers at the same moment all arrive, and no wallet waits for another", async () => {
  const payers = await Promise.all(Array.from({ length: 12 }, () => world.addPayer()));
  const reportsOfAll = await Promise.all(
    payers.map(
      async (payer) => reports(world, await world.addAttempt(payer), newReceipt()).callback,
    ),
  );
  const outcomes = await Promise.all(reportsOfAll.map((each) => settle(world.job, each)));
  expect(new Set(outcomes.map((each) => each.outcome))).toEqual(new Set(["credited"]));
  for (const payer of payers) expect((await stateOf(world, payer)).renewals).toHaveLength(1);
});

test("a failed settlement leaves nothing behind, and its repeat does all of it", async () => {
  const payer = await world.addPayer();
  const attempt = await world.addAttempt(payer);
  const receipt = newReceipt();
  const { callback } = reports(world, attempt, receipt);
  let ids = 0;
  for (let failAt = 1; ; failAt++) {
    ids = 0;
    const newId = () => {
      if (++ids === failAt) throw new Error("the process dies here");
      return world.job.newId();
    };
    const outcome = await settle({ ...world.job, newId }, callback).catch((e: Error) => e.message);
    if (typeof outcome !== "string") break;
    expect((await stateOf(world, payer)).payments).toEqual([]);
    const [row] = await db
      .select()
      .from(schema.stkAttempts)
      .where(eq(schema.stkAttempts.id, attempt.id));
    expect(row?.state).toBe("sent");
    await expectBooksInOrder(db, { now: world.clock.now });
  }
  expect(ids).toBeGreaterThan(10);
  await expectOneCredit(payer, receipt);
});
