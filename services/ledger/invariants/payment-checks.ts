import { sql } from "drizzle-orm";
import type { InvariantCheck } from "./types";

const live = sql`not exists (select 1 from journals r where r.reverses_journal_id = j.id)`;
const REPORT_PATIENCE_MS = 10 * 60_000;
const RECEIPT_PATIENCE_MS = 48 * 3_600_000;

/** Money received against the ledger, and attempts against money. */
export const paymentChecks: InvariantCheck[] = [
  {
    id: "I5",
    promise: "a receipt is one payment, and a payment stands in exactly one live credit journal",
    query: () => sql`
      select p.id, p.receipt, p.status, p.amount_cents, count(j.id) as journals, sum(e.amount_cents) as credited
      from payments p
      left join journals j on j.payment_id = p.id and j.kind = 'payment' and ${live}
      left join ledger_entries e on e.journal_id = j.id and e.direction = 'credit'
      group by p.id
      having count(j.id) <> case p.status when 'reversed' then 0 else 1 end
        or (p.status <> 'reversed' and sum(e.amount_cents) <> p.amount_cents)
      union all
      select null, receipt, null, null, count(*), null from payments where receipt is not null
      group by provider, environment, receipt having count(*) > 1`,
  },
  {
    id: "I6",
    promise:
      "an attempt has one payment at most, a paid one exactly one, and no receipt is missing unnoticed",
    query: ({ now }) => sql`
      select a.id as attempt_id, a.state::text, count(p.id) as payments from stk_attempts a
      left join payments p on p.attempt_id = a.id and p.status <> 'reversed'
      group by a.id having count(p.id) <> case a.state when 'paid' then 1 else 0 end
      union all
      select p.id, 'receipt missing', 1 from payments p
      where p.receipt is null and p.status <> 'reversed' and not 'receipt_overdue' = any (p.flags)
        and p.created_at < ${new Date(now.getTime() - RECEIPT_PATIENCE_MS).toISOString()}::timestamptz`,
  },
  {
    id: "I9",
    promise: "payments, clearing and what customers and suspense were credited are the same money",
    query: () => sql`
      select paid.total as payments, money.clearing, money.owed
      from (select coalesce(sum(amount_cents), 0) as total from payments where status <> 'reversed') paid,
        (select
          coalesce(sum(case e.direction when 'debit' then e.amount_cents else -e.amount_cents end)
            filter (where a.kind in ('mpesa_clearing', 'cash_till')), 0) as clearing,
          coalesce(sum(case e.direction when 'credit' then e.amount_cents else -e.amount_cents end)
            filter (where a.kind in ('wallet', 'suspense')), 0) as owed
        from journals j join ledger_entries e on e.journal_id = j.id join ledger_accounts a on a.id = e.account_id
        where j.payment_id is not null
          and j.kind in ('payment', 'reversal', 'suspense_assignment', 'reassignment')) money
      where paid.total <> money.clearing or paid.total <> money.owed`,
  },
  {
    id: "I9-suspense",
    promise: "suspense holds exactly the payments that nobody was found for",
    query: () => sql`
      select p.id, p.status, p.amount_cents, coalesce(s.held, 0) as held from payments p
      left join (
        select j.payment_id, sum(case e.direction when 'credit' then e.amount_cents else -e.amount_cents end) as held
        from ledger_entries e join ledger_accounts a on a.id = e.account_id and a.kind = 'suspense'
        join journals j on j.id = e.journal_id group by j.payment_id) s on s.payment_id = p.id
      where coalesce(s.held, 0) <> case p.status when 'suspense' then p.amount_cents else 0 end`,
  },
  {
    id: "I9-parts",
    promise:
      "the parts that staff gave to customers are the whole payment, each in its customer's wallet",
    query: () => sql`
      select p.id, p.status, p.amount_cents, x.parts, x.assigned, x.credited
      from payments p left join (
        select a.payment_id, count(*) as parts, sum(a.amount_cents) as assigned,
          sum(e.amount_cents) filter (where e.amount_cents = a.amount_cents and w.customer_id = a.customer_id) as credited
        from payment_assignments a
        join ledger_entries e on e.journal_id = a.journal_id and e.direction = 'credit'
        join ledger_accounts w on w.id = e.account_id and w.customer_id = a.customer_id
        group by a.payment_id) x on x.payment_id = p.id
      where (p.status = 'split' or x.parts is not null) and (x.assigned is distinct from p.amount_cents
        or x.credited is distinct from p.amount_cents
        or p.status = 'suspense' or (p.status = 'split') <> (x.parts > 1 and p.status <> 'reversed'
          and not 'was_split' = any (p.flags)))`,
  },
  {
    id: "I9-tills",
    promise: "a closed till's count is its float, what it took, and the difference that was posted",
    query: () => sql`
      select s.id, s.expected_cents, s.counted_cents, coalesce(d.posted, 0) as posted
      from till_sessions s left join (
        select j.idempotency_key, sum(case e.direction when 'debit' then e.amount_cents else -e.amount_cents end) as posted
        from journals j join ledger_entries e on e.journal_id = j.id
        join ledger_accounts a on a.id = e.account_id and a.kind = 'cash_till'
        where j.kind = 'till_difference' group by j.idempotency_key) d on d.idempotency_key = 'till_close:' || s.id
      where s.closed_at is not null and s.counted_cents - s.expected_cents <> coalesce(d.posted, 0)`,
  },
  {
    id: "I12",
    promise: "a restored access has asked for its sync, and a payment has written one SMS at most",
    // Events that left are forgotten after a week, the oldest first: of older accesses nothing can be said.
    query: () => sql`
      select r.user_id, null::uuid as payment_id, 'no sync was asked for' as problem from restorations r
      where not exists (
        select 1 from outbox o where o.name = 'network/user.sync.requested'
          and o.data ->> 'userId' = r.user_id::text and o.data ->> 'routerId' = r.router_id::text)
        and r.committed_at >= coalesce((select min(created_at) from outbox where sent_at is not null), '-infinity')
      union all
      select null, p.id, 'receipt SMS missing' from payments p
      where p.status = 'credited' and p.customer_id is not null
        and exists (select 1 from customer_phones c
          where c.customer_id = p.customer_id and c.is_primary and c.removed_at is null and c.created_at <= p.created_at)
        and not exists (select 1 from messages m where m.dedupe_key = 'payment:' || p.id)
        and not exists (select 1 from payments same
          where same.status = 'reversed' and 'same_as:' || p.id = any (same.flags))
      union all
      select null, p.id, 'receipt SMS of a part missing' from payment_assignments a join payments p on p.id = a.payment_id
      where p.status = 'split'
        and exists (select 1 from customer_phones c
          where c.customer_id = a.customer_id and c.is_primary and c.removed_at is null and c.created_at <= a.created_at)
        and not exists (select 1 from messages m where m.dedupe_key = 'payment:' || p.id || ':' || a.customer_id)`,
  },
  {
    id: "I13",
    promise: "nothing leaves paid but to reversed: the guards are in place",
    query: () => sql`
      select wanted.name as missing_trigger
      from unnest(array['stk_attempts_stay_paid', 'payments_keep_their_facts']) as wanted(name)
      where not exists (select 1 from pg_trigger t where t.tgname = wanted.name and t.tgenabled <> 'D')`,
  },
  {
    id: "I14",
    promise: "every received callback is judged within minutes",
    query: ({ now }) => sql`
      select id, kind, received_at, attempts, reason from callback_inbox
      where status = 'received'
        and received_at < ${new Date(now.getTime() - REPORT_PATIENCE_MS).toISOString()}::timestamptz`,
  },
];
