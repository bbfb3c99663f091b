import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { movePostings, type Posting, paymentPostings } from "@/lib/billing";
import { withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import {
  type JournalInput,
  lockWallet,
  openWallet,
  postJournal,
  trialBalance,
  walletBalance,
} from "@/services/ledger";
import { settle } from "@/services/payments/settle";
import { createTestDatabase, errorOf, expectBooksInOrder } from "@/tests/support";
import { createMoneyWorld, newReceipt, type Payer, reports } from "./support";

const { db } = await createTestDatabase();
const world = await createMoneyWorld(db);
const { job } = world;
let keys = 0;

const walletOf = (payer: Payer) => withTransaction(job, (tx) => openWallet(tx, payer.customerId));
const post = (postings: Posting[], values: Partial<JournalInput> = {}) =>
  withTransaction(job, (tx) =>
    postJournal(tx, {
      key: `test:${++keys}`,
      kind: "suspense_assignment",
      description: "test",
      postings,
      ...values,
    }),
  );
const balanceOf = async (payer: Payer) => (await walletBalance(job, payer)).balanceCents;

afterEach(() => expectBooksInOrder(db, { now: world.clock.now }));

async function payerWith(balanceCents: number) {
  const payer = await world.addPayer();
  const walletId = await walletOf(payer);
  if (balanceCents > 0) await post(movePostings("revenue_fees", { walletId }, balanceCents));
  return { payer, walletId };
}

describe("a journal", () => {
  test("is posted once per key: the same again returns what stands, other content is refused", async () => {
    const { payer, walletId } = await payerWith(0);
    const key = "same-key";
    const postings = movePostings("revenue_fees", { walletId }, 500);
    const first = await post(postings, { key });
    const again = await post(postings, { key, description: "in other words" });
    expect(first.posted).toBe(true);
    expect(again).toEqual({ journalId: first.journalId, posted: false });
    const other = movePostings("revenue_fees", { walletId }, 501);
    expect((await errorOf(post(other, { key }))).code).toBe("conflict");
    expect((await errorOf(post(postings, { key, kind: "reversal" }))).code).toBe("conflict");
    expect(await balanceOf(payer)).toBe(500);
  });

  test("with one key posted fifty times at the same moment moves money once", async () => {
    const { payer, walletId } = await payerWith(0);
    const postings = movePostings("revenue_fees", { walletId }, 700);
    const all = await Promise.all(
      Array.from({ length: 50 }, () => post(postings, { key: "one-of-fifty" })),
    );
    expect(all.filter((each) => each.posted)).toHaveLength(1);
    expect(await balanceOf(payer)).toBe(700);
  });

  test("cannot take a wallet below zero, unless it is a reversal", async () => {
    const { payer, walletId } = await payerWith(300);
    const spend = movePostings({ walletId }, "revenue_fees", 301);
    expect((await errorOf(post(spend))).code).toBe("conflict");
    expect(await balanceOf(payer)).toBe(300);
    await post(spend, { kind: "reversal" });
    expect(await balanceOf(payer)).toBe(-1);
  });

  test("that does not balance, has no money in it or touches a wallet twice is refused", async () => {
    const { walletId } = await payerWith(0);
    const good = movePostings("suspense", { walletId }, 10);
    const [one] = good;
    for (const bad of [
      [],
      one ? [one] : [],
      good.map((p) => ({ ...p, amountCents: 0 })),
      good.map((p) => ({ ...p, amountCents: 1.5 })),
      good.map((p) => ({ ...p, direction: "debit" as const })),
      movePostings({ walletId }, { walletId }, 10),
    ])
      await expect(post(bad)).rejects.toThrow();
  });
});

describe("a wallet", () => {
  test("keeps its balance and versions 1..n under parallel journals", async () => {
    const { payer, walletId } = await payerWith(0);
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => post(movePostings("revenue_fees", { walletId }, i + 1))),
    );
    const entries = await db
      .select()
      .from(schema.ledgerEntries)
      .where(eq(schema.ledgerEntries.accountId, walletId))
      .orderBy(schema.ledgerEntries.accountVersion);
    expect(entries.map((entry) => entry.accountVersion)).toEqual(
      Array.from({ length: 40 }, (_, i) => i + 1),
    );
    expect(await balanceOf(payer)).toBe(820);
    expect(entries.at(-1)?.balanceAfterCents).toBe(820);
  });

  test("and another can pay each other at the same moment without a deadlock", async () => {
    const [a, b] = [await payerWith(10_000), await payerWith(10_000)];
    const one = { walletId: a.walletId };
    const two = { walletId: b.walletId };
    await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        post(i % 2 ? movePostings(one, two, 10) : movePostings(two, one, 10)),
      ),
    );
    expect([await balanceOf(a.payer), await balanceOf(b.payer)]).toEqual([10_000, 10_000]);
  });

  test("is opened once, however many ask at the same moment", async () => {
    const payer = await world.addPayer();
    const wallets = await Promise.all(
      Array.from({ length: 10 }, () =>
        withTransaction(job, (tx) => lockWallet(tx, payer.customerId)),
      ),
    );
    expect(new Set(wallets.map((wallet) => wallet.walletId)).size).toBe(1);
  });
});

test("payments do not queue behind one row: an open transaction on one wallet stops no other", async () => {
  const [a, b] = [await payerWith(0), await payerWith(0)];
  await withTransaction(job, async (tx) => {
    const pay = (walletId: string) => paymentPostings("mpesa_clearing", { walletId }, 100);
    const input = { kind: "reversal" as const, description: "test" };
    await postJournal(tx, { ...input, key: "held", postings: pay(a.walletId) });
    await post(pay(b.walletId), { kind: "reversal" });
  });
  expect(await balanceOf(b.payer)).toBe(100);
});

test("the trial balance has equal sides", async () => {
  const payer = await world.addPayer();
  await settle(job, reports(world, await world.addAttempt(payer), newReceipt()).callback);
  const { rows, debitCents, creditCents } = await trialBalance(world.owner);
  expect(debitCents).toBe(creditCents);
  expect(rows.find((row) => row.kind === "vat_payable")?.creditCents).toBeGreaterThan(0);
});
