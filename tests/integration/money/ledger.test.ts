import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { movePostings, type Posting, paymentPostings } from "@/lib/billing";
import { withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import {
  checkInvariants,
  INVARIANTS,
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

test("broken books are found, each by the promise that it breaks", async () => {
  const payer = await world.addPayer();
  await settle(job, reports(world, await world.addAttempt(payer), newReceipt()).callback);
  const breakages: [string, ReturnType<typeof sql>][] = [
    [
      "I3",
      sql`update ledger_accounts set balance_cents = 1 where customer_id = ${payer.customerId}`,
    ],
    [
      "I4",
      sql`update ledger_accounts set version = version + 1 where customer_id = ${payer.customerId}`,
    ],
    ["I5", sql`update payments set status = 'reversed' where customer_id = ${payer.customerId}`],
    ["I6", sql`update payments set attempt_id = null where customer_id = ${payer.customerId}`],
    ["I7", sql`alter table ledger_entries disable trigger ledger_entries_immutable`],
    [
      "I8-bills",
      sql`update bills set paid_cents = 1, status = 'open' where customer_id = ${payer.customerId}`,
    ],
    [
      "I9-suspense",
      sql`update payments set status = 'suspense' where customer_id = ${payer.customerId}`,
    ],
    [
      "I9-parts",
      sql`insert into payment_assignments (id, payment_id, customer_id, amount_cents, journal_id, staff_id)
        select p.id, p.id, p.customer_id, 1, j.id, p.id from payments p join journals j on j.payment_id = p.id
        where p.customer_id = ${payer.customerId}`,
    ],
    ["I10", sql`update users set paid_until = now() where customer_id = ${payer.customerId}`],
    [
      "I10-carried",
      sql`insert into renewals (id, user_id, package_id, kind, carries_id, periods, starts_at, ends_at, created_at)
        select gen_random_uuid(), user_id, package_id, 'resume', id, 0, ends_at, ends_at + interval '1 s', now()
        from renewals where user_id = ${payer.userId}`,
    ],
    [
      "credit-notes",
      sql`insert into credit_notes (id, customer_id, kind, reason, journal_id, total_cents, internet_cents,
          fees_cents, excise_cents, vat_cents, issued_at, created_at)
        select gen_random_uuid(), ${payer.customerId}, 'manual', 'forged', id, 5, 5, 0, 0, 0, now(), now()
        from journals where kind = 'renewal' limit 1`,
    ],
    ["I12", sql`delete from outbox where data ->> 'userId' = ${payer.userId}`],
    ["I13", sql`drop trigger stk_attempts_stay_paid on stk_attempts`],
    [
      "I16",
      sql`insert into bills (id, customer_id, user_id, kind, total_cents, period_start, period_end, due_at, issued_at)
        select gen_random_uuid(), customer_id, id, 'postpaid', 5, paid_until - interval '1 day', paid_until, now(), now()
        from users where id = ${payer.userId}`,
    ],
    [
      "I17",
      sql`insert into provider_requests (id, channel_id, kind, amount_cents, reason, actor_kind, actor_id, token_hash,
        token_encrypted, requested_at)
        values (gen_random_uuid(), ${world.channel.id}, 'refund', 100, 'test', 'job', 'test', 'hash', 'sealed', now())`,
    ],
    [
      "I17-refunds",
      sql`insert into provider_requests (id, channel_id, kind, state, amount_cents, reason, actor_kind, actor_id,
        token_hash, token_encrypted, requested_at)
        values (gen_random_uuid(), ${world.channel.id}, 'refund', 'failed', 100, 'test', 'job', 'test', 'h', 's', now())`,
    ],
    [
      "I20",
      sql`with line as (
          insert into statement_lines (id, channel_id, receipt, direction, amount_cents, completed_at, source)
          values (gen_random_uuid(), ${world.channel.id}, 'WITHDRAWN', 'out', 100, now(), 'csv') returning id),
        written as (
          insert into journals (id, idempotency_key, input_hash, kind, description, actor_kind, actor_id, posted_at)
          select gen_random_uuid(), 'withdrawal:' || id, 'hash', 'withdrawal', 'to the bank', 'job', 'test', now()
          from line returning id)
        insert into ledger_entries (id, journal_id, account_id, direction, amount_cents, posted_at)
        select gen_random_uuid(), w.id, a.id, d.direction::entry_direction, 99, now()
        from written w, (values ('bank', 'debit'), ('mpesa_clearing', 'credit')) d (kind, direction)
        join ledger_accounts a on a.kind::text = d.kind`,
    ],
    [
      "I20-parts",
      sql`with written as (
          insert into journals (id, idempotency_key, input_hash, kind, description, actor_kind, actor_id, posted_at)
          values (gen_random_uuid(), 'part:nothing', 'hash', 'part_reversal', 'a part', 'job', 'test', now())
          returning id)
        insert into ledger_entries (id, journal_id, account_id, direction, amount_cents, posted_at)
        select gen_random_uuid(), w.id, a.id, d.direction::entry_direction, 99, now()
        from written w, (values ('suspense', 'debit'), ('mpesa_clearing', 'credit')) d (kind, direction)
        join ledger_accounts a on a.kind::text = d.kind`,
    ],
    [
      "I19",
      sql`insert into statement_lines (id, channel_id, receipt, direction, amount_cents, completed_at, is_charge, source)
        values (gen_random_uuid(), ${world.channel.id}, 'CHARGED', 'out', 100, now(), true, 'csv')`,
    ],
    ["I18", sql`update payments set status = 'reversed' where customer_id = ${payer.customerId}`],
    ["I15", sql`insert into bill_number_series values ('1999', 2)`],
    [
      "I1",
      sql`insert into journals (id, idempotency_key, input_hash, kind, description, actor_kind, actor_id, posted_at)
        values (gen_random_uuid(), 'empty', 'hash', 'payment', 'empty', 'job', 'test', now())`,
    ],
    [
      "I2",
      sql`update ledger_entries set amount_cents = amount_cents + 1 where account_id in
        (select id from ledger_accounts where kind = 'mpesa_clearing')`,
    ],
    [
      "I8-payments",
      sql`update payments set amount_cents = 1 where customer_id = ${payer.customerId}`,
    ],
    [
      "I8-fifo",
      sql`with named as (update journals set kind = 'bill_payment' where kind = 'renewal')
        insert into bills (id, customer_id, kind, total_cents, due_at, issued_at, created_at)
        values (gen_random_uuid(), ${payer.customerId}, 'adjustment', 5, now(), '2020-01-01', '2020-01-01')`,
    ],
    [
      "I8-ledger",
      sql`update allocations set amount_cents = amount_cents - 1 where payment_id in
        (select id from payments where customer_id = ${payer.customerId})`,
    ],
    ["I9", sql`update payments set amount_cents = 1 where customer_id = ${payer.customerId}`],
    [
      "I9-tills",
      sql`insert into till_sessions (id, channel_id, staff_id, opening_cents, opening_balance_cents, opened_at,
          closed_at, expected_cents, counted_cents)
        values (gen_random_uuid(), ${world.channel.id}, gen_random_uuid(), 0, 0, now(), now(), 100, 90)`,
    ],
    [
      "I11",
      sql`update ledger_accounts set balance_cents = -5 where customer_id = ${payer.customerId}`,
    ],
    [
      "I14",
      sql`insert into callback_inbox (id, kind, dedupe_hash, token_hash, token_known, source_address, source_trusted,
          body, received_at)
        values (gen_random_uuid(), 'stk_callback', 'hash', 'hash', true, 'here', true, '{}', '2020-01-01')`,
    ],
  ];
  expect(breakages.map(([id]) => id).sort()).toEqual(INVARIANTS.map(({ id }) => id).sort());
  for (const [id, breakage] of breakages) {
    const found = await db
      .transaction(async (tx) => {
        // What the guards would refuse has to be found all the same.
        await tx.execute(sql`set local session_replication_role = replica`);
        await tx.execute(breakage);
        const broken = await checkInvariants(tx, { now: world.clock.now });
        throw Object.assign(new Error("undo"), { ids: broken.map((each) => each.id) });
      })
      .catch((error: Error & { ids?: string[] }) => error.ids ?? [error.message]);
    expect([id, found.includes(id)]).toEqual([id, true]);
  }
});
