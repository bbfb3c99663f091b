import { eq, like, sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { afterCommitWork } from "@/lib/context";
import { schema } from "@/lib/db";
import { judgeCallback } from "@/services/payments";
import { settle } from "@/services/payments/settle";
import { createTestDatabase, expectBooksInOrder } from "@/tests/support";
import { statementsDuring } from "./count-statements";
import { createInbox } from "./inbox";
import {
  cappedService,
  createMoneyWorld,
  directPayment,
  newReceipt,
  type Payer,
  reports,
  stateOf,
} from "./support";

const { db } = await createTestDatabase();
const world = await createMoneyWorld(db);
const inbox = await createInbox(world);
const { desiredStates, journals, outbox, renewals, stkAttempts, users } = schema;

afterEach(() => expectBooksInOrder(db, { now: world.clock.now }));

const pullsAsked = () => db.$count(outbox, eq(outbox.name, "payments/pull.due"));

test("a callback that is judged twice in one company asks once for the list that it makes us doubt", async () => {
  const payer = await world.addPayer();
  const inboxId = await inbox.echo({ accountReference: payer.accountNumber, sourceTrusted: false });
  const before = await pullsAsked();
  const verdicts = await judgeAll([inboxId, inboxId, inboxId]);
  expect(verdicts.sort()).toEqual(["nothing", "nothing", "quarantined"]);
  await afterCommitWork();
  expect(await pullsAsked()).toBe(before + 1);
});

test("money that leaves a customer for its owner never shares a transaction with a payment of theirs", async () => {
  const [owner, other] = [await world.addPayer(), await world.addPayer()];
  const attempt = await world.addAttempt(owner, { amountCents: 100_000 });
  const { callback } = reports(world, attempt, newReceipt());
  // Typed by hand first, under somebody else's account.
  const typed = { receipt: callback.receipt, amountCents: callback.amountCents };
  await settle(world.job, directPayment(world, other.accountNumber, typed));
  const own = directPayment(world, other.accountNumber, { amountCents: 10_000 });
  const outcomes = await Promise.all([settle(world.job, callback), settle(world.job, own)]);
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(["already_known", "credited"]);
  expect((await stateOf(world, owner)).walletCents).toBe(100_000);
  expect((await stateOf(world, other)).walletCents).toBe(10_000);
  const [moved] = await transactionsOf(`attach:%:${attempt.id}`);
  const [, paid] = outcomes;
  const [credited] = await transactionsOf(`pay:${"paymentId" in paid ? paid.paymentId : ""}`);
  expect(moved).toBeDefined();
  expect(moved).not.toBe(credited);
});

test("of two callbacks in one company that name the same push's ids, one is believed", async () => {
  const attempts = [];
  for (let n = 0; n < 2; n++) attempts.push(await inbox.pushed(await world.addPayer()));
  const [first] = attempts;
  const ids = [];
  for (const attempt of attempts) {
    // The replies to both pushes were lost: only their callbacks say which ids they have.
    await db
      .update(stkAttempts)
      .set({ checkoutRequestId: null, merchantRequestId: null })
      .where(eq(stkAttempts.id, attempt.id));
    const { checkoutRequestId = null } = first ?? {};
    ids.push(await inbox.callback({ ...attempt, checkoutRequestId }, newReceipt()));
  }
  const verdicts = await judgeAll(ids);
  expect(verdicts.sort()).toEqual(["processed", "quarantined"]);
});

test("those whose package has a cap are renewed in company like others, each with an allowance of their own", async () => {
  const capped = await cappedService(world);
  const payers: Payer[] = [];
  const ids: string[] = [];
  for (let n = 0; n < 6; n++) {
    const payer = await world.addPayer();
    payers.push(payer);
    if (n % 3 > 0) await db.update(users).set(capped).where(eq(users.id, payer.userId));
    ids.push(await inbox.callback(await inbox.pushed(payer), newReceipt()));
  }
  const sent = await statementsDuring(async () => {
    expect(new Set(await judgeAll(ids))).toEqual(new Set(["processed"]));
  });
  expect(sent).not.toContain("rollback");
  for (const [n, { userId }] of payers.entries()) {
    const [state] = await db.select().from(desiredStates).where(eq(desiredStates.userId, userId));
    const [renewal] = await db.select().from(renewals).where(eq(renewals.userId, userId));
    expect(state?.intent.access).toBe("on");
    expect(state?.intent.session.allowance).toBe(n % 3 > 0 ? renewal?.id : undefined);
  }
});

const judgeAll = (ids: string[], ctx = world.job) =>
  Promise.all(
    ids.map(async (inboxId) => {
      const { verdict } = await judgeCallback(ctx, { inboxId });
      return verdict;
    }),
  );

async function transactionsOf(key: string) {
  const rows = await db
    .select({ id: sql<string>`xmin::text` })
    .from(journals)
    .where(like(journals.idempotencyKey, key));
  return rows.map(({ id }) => id);
}
