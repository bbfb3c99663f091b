import { sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { checkInvariants, INVARIANTS } from "@/services/ledger";
import { settle } from "@/services/payments/settle";
import { createTestDatabase, expectBooksInOrder } from "@/tests/support";
import { createMoneyWorld, newReceipt, reports } from "./support";

const { db } = await createTestDatabase();
const world = await createMoneyWorld(db);
const { job } = world;

afterEach(() => expectBooksInOrder(db, { now: world.clock.now }));

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
