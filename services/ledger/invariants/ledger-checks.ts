import { sql } from "drizzle-orm";
import type { InvariantCheck } from "./types";

const signed = sql`case when (e.direction = 'credit') = (a.kind = 'wallet') then e.amount_cents else -e.amount_cents end`;

/** The books in themselves: double entry, running balances, immutability. */
export const ledgerChecks: InvariantCheck[] = [
  {
    id: "I1",
    promise: "every journal has two entries or more, and they sum to zero",
    query: () => sql`
      select j.id, j.kind, count(e.id) as entries,
        coalesce(sum(case e.direction when 'debit' then e.amount_cents else -e.amount_cents end), 0) as difference
      from journals j left join ledger_entries e on e.journal_id = j.id
      group by j.id having count(e.id) < 2
        or sum(case e.direction when 'debit' then e.amount_cents else -e.amount_cents end) <> 0`,
  },
  {
    id: "I2",
    promise: "all entries together sum to zero",
    query: () => sql`
      select sum(case direction when 'debit' then amount_cents else -amount_cents end) as difference
      from ledger_entries
      having sum(case direction when 'debit' then amount_cents else -amount_cents end) <> 0`,
  },
  {
    id: "I3",
    promise: "a running balance is the sum of its entries and the last balance after",
    query: () => sql`
      select a.id, a.kind, a.customer_id, a.balance_cents, coalesce(s.total, 0) as total, s.last_after
      from ledger_accounts a
      left join (
        select e.account_id, sum(${signed}) as total,
          (array_agg(e.balance_after_cents order by e.account_version desc))[1] as last_after
        from ledger_entries e join ledger_accounts a on a.id = e.account_id
        where a.balance_cents is not null group by e.account_id) s on s.account_id = a.id
      where a.balance_cents is not null
        and (a.balance_cents <> coalesce(s.total, 0) or a.balance_cents <> coalesce(s.last_after, 0))`,
  },
  {
    id: "I4",
    promise: "versions of wallets and tills run 1..n without a gap",
    query: () => sql`
      select a.id, a.kind, a.version, count(e.id) as entries, min(e.account_version), max(e.account_version)
      from ledger_accounts a left join ledger_entries e on e.account_id = a.id
      where a.version is not null group by a.id
      having count(e.id) <> a.version or count(distinct e.account_version) <> a.version
        or coalesce(min(e.account_version), 1) <> 1 or coalesce(max(e.account_version), 0) <> a.version`,
  },
  {
    id: "I7",
    promise: "what money has written cannot be rewritten: every guard is in place",
    query: () => sql`
      select wanted.name as missing_trigger
      from unnest(array['ledger_entries_immutable', 'ledger_entries_no_truncate', 'journals_immutable',
        'journals_no_truncate', 'journals_balance', 'payments_not_deleted', 'payments_keep_their_facts',
        'renewals_not_deleted', 'allocations_not_deleted', 'callback_inbox_keeps_evidence']) as wanted(name)
      where not exists (select 1 from pg_trigger t where t.tgname = wanted.name and t.tgenabled <> 'D')`,
  },
  {
    id: "I11",
    promise: "a wallet is below zero only after a reversal, or a refund that was paid late",
    query: () => sql`
      select a.id, a.customer_id, a.balance_cents from ledger_accounts a
      where a.kind = 'wallet' and a.balance_cents < 0 and not exists (
        select 1 from ledger_entries e join journals j on j.id = e.journal_id
        where e.account_id = a.id and j.kind in ('reversal', 'part_reversal', 'reassignment', 'refund_late'))`,
  },
];
