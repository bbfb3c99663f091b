import { and, eq, inArray } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { schema } from "@/lib/db";
import { expireDueUsers, numberBills } from "@/services/billing";
import { type Evidence, postReceiptlessPayments, settle } from "@/services/payments";
import { createTestDatabase, expectBooksInOrder } from "@/tests/support";
import { createMoneyWorld, newReceipt, type Payer, PRICE, reports, stateOf } from "./support";

/*
 * Random histories against a model that a child could keep: who truly paid how much, under which receipts. However
 * often, late, early or at once the reports come, the books must end up saying just that.
 */
const { db } = await createTestDatabase();
const world = await createMoneyWorld(db);
const { job } = world;
const MINUTE = 60_000;

const WAYS = ["callback", "query", "c2b", "pull"] as const;
const way = fc.constantFrom(...WAYS);
const amounts = fc.constantFrom(PRICE, PRICE, PRICE / 2, 100, 2 * PRICE);
const payerIndex = fc.integer({ min: 0, max: 3 });

const event = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("push" as const),
      payer: payerIndex,
      lost: fc.boolean(),
      ways: fc.array(way, { minLength: 1, maxLength: 6 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("direct" as const),
      payer: payerIndex,
      amount: amounts,
      copies: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("cancelled" as const), payer: payerIndex }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("stranger" as const), amount: amounts }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("time" as const),
      minutes: fc.constantFrom(1, 12, 45, 60 * 24 * 20),
    }),
  },
);
type Event = typeof event extends fc.Arbitrary<infer E> ? E : never;

interface Truth {
  receipt: string;
  amountCents: number;
  payer?: Payer;
  /** A report that carries the receipt: what pull will bring in the end, whatever was lost. */
  proof: Evidence;
}

async function play(batches: Event[][]) {
  const payers: Payer[] = [];
  for (let i = 0; i < 4; i++) payers.push(await world.addPayer(i === 3 ? { fees: [70_000] } : {}));
  const truth: Truth[] = [];
  for (const batch of batches) {
    const work: (() => Promise<unknown>)[] = [];
    for (const each of batch) work.push(...(await prepare(each, payers, truth)));
    await Promise.all(work.map((run) => run()));
  }
  for (const { proof } of truth) await settle(job, { ...proof, kind: "pull" });
  await sweep();
  return { payers, truth };
}

const sweep = async () => {
  await expireDueUsers(job);
  await postReceiptlessPayments(job);
  await numberBills(job);
};

/** What the event sets going: reports that then all arrive at the same moment as those of its batch. */
async function prepare(each: Event, payers: Payer[], truth: Truth[]) {
  const payer = "payer" in each ? payers[each.payer] : undefined;
  if (each.kind === "time") {
    world.clock.now = new Date(world.clock.now.getTime() + each.minutes * MINUTE);
    return [sweep];
  }
  if (each.kind === "stranger") {
    const proof = directly("99999999", each.amount);
    truth.push({ receipt: proof.receipt, amountCents: each.amount, proof });
    return [() => settle(job, proof)];
  }
  if (!payer) throw new Error("no payer");
  if (each.kind === "direct") {
    const proof = directly(payer.accountNumber, each.amount);
    truth.push({ receipt: proof.receipt, amountCents: each.amount, payer, proof });
    return Array.from({ length: each.copies }, () => () => settle(job, proof));
  }
  const attempt = await pressPay(payer);
  if (each.kind === "cancelled") {
    const result = { code: "1032", description: "Request cancelled by user" };
    const { query, callback } = reports(world, attempt, newReceipt());
    return [
      () => settle(job, { ...query, result }),
      () => settle(job, { ...callback, receipt: undefined, amountCents: undefined, result }),
    ];
  }
  const receipt = newReceipt();
  const ways = reports(world, attempt, receipt);
  truth.push({ receipt, amountCents: attempt.amountCents, payer, proof: ways.pull });
  return each.ways
    .filter((name) => !each.lost || name === "query")
    .map((name) => () => settle(job, ways[name]));
}

const directly = (accountReference: string, amountCents: number) => ({
  ...world.base(),
  kind: "c2b_confirmation" as const,
  receipt: newReceipt(),
  amountCents,
  accountReference,
});

/** As a press does it: what was open on this phone is expired first. */
async function pressPay(payer: Payer) {
  const { stkAttempts } = schema;
  await db
    .update(stkAttempts)
    .set({ state: "expired" })
    .where(
      and(
        eq(stkAttempts.customerId, payer.customerId),
        inArray(stkAttempts.state, ["created", "sent", "unknown", "pending"]),
      ),
    );
  return world.addAttempt(payer);
}

test("whatever the reports' order, number and timing, the books say what was truly paid", async () => {
  const histories = fc.array(fc.array(event, { minLength: 1, maxLength: 4 }), {
    minLength: 3,
    maxLength: 7,
  });
  await fc.assert(
    fc.asyncProperty(histories, async (batches) => {
      const { payers, truth } = await play(batches);
      const rows = await db
        .select()
        .from(schema.payments)
        .where(inArray(schema.payments.receipt, truth.map((each) => each.receipt).concat("")));
      expect(rows.map((row) => row.receipt).sort()).toEqual(
        truth.map((each) => each.receipt).sort(),
      );
      for (const payer of payers) {
        const paid = truth
          .filter((each) => each.payer === payer)
          .reduce((sum, each) => sum + each.amountCents, 0);
        const state = await stateOf(world, payer);
        const live = state.payments.filter((payment) => payment.status === "credited");
        expect(live.reduce((sum, payment) => sum + payment.amountCents, 0)).toBe(paid);
        const bills = await db
          .select()
          .from(schema.bills)
          .where(eq(schema.bills.customerId, payer.customerId));
        const spent = bills.reduce((sum, bill) => sum + bill.paidCents, 0);
        expect(spent + state.walletCents).toBe(paid);
      }
      await expectBooksInOrder(db, { now: world.clock.now });
    }),
    {
      seed: Number(process.env.MONEY_SEED ?? 20260610),
      numRuns: Number(process.env.MONEY_RUNS ?? 12),
      endOnFailure: true,
    },
  );
}, 180_000);
