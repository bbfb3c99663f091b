import { sql } from "drizzle-orm";
import type { InvariantCheck } from "./types";

/** Bills, allocations and bought time. */
export const billingChecks: InvariantCheck[] = [
  {
    id: "I8-bills",
    promise: "a bill is paid as far as money was allocated to it, and its lines are its total",
    query: () => sql`
      select b.id, b.number, b.total_cents, b.paid_cents, coalesce(x.allocated, 0) as allocated, l.lines
      from bills b
      left join (select bill_id, sum(amount_cents) as allocated from allocations group by bill_id) x on x.bill_id = b.id
      left join (select bill_id, sum(total_cents) as lines from bill_lines group by bill_id) l on l.bill_id = b.id
      where b.paid_cents <> coalesce(x.allocated, 0) or b.total_cents <> coalesce(l.lines, 0)
        or (b.status = 'open' and b.paid_cents >= b.total_cents)`,
  },
  {
    id: "I8-payments",
    promise: "no more of a payment is allocated than came in",
    query: () => sql`
      select p.id, p.amount_cents, sum(a.amount_cents) as allocated
      from payments p join allocations a on a.payment_id = p.id
      group by p.id having sum(a.amount_cents) > p.amount_cents`,
  },
  {
    id: "I8-fifo",
    promise:
      "no newer bill gets money while an older one has a balance, but for a payment's own purpose",
    query: () => sql`
      select a.id as allocation_id, newer.id as bill_id, older.id as older_bill_id
      from allocations a
      join journals j on j.id = a.journal_id and j.kind = 'bill_payment'
      join bills newer on newer.id = a.bill_id
      join bills older on older.customer_id = newer.customer_id and older.status = 'open'
        and (older.issued_at, older.id) < (newer.issued_at, newer.id) and older.created_at <= a.created_at`,
  },
  {
    id: "I8-ledger",
    promise: "what was allocated to a bill is what the wallet paid for it",
    query: () => sql`
      select a.journal_id, sum(a.amount_cents) as allocated,
        (select sum(e.amount_cents) from ledger_entries e where e.journal_id = a.journal_id and e.direction = 'debit') as paid
      from allocations a group by a.journal_id
      having sum(a.amount_cents) <>
        (select sum(e.amount_cents) from ledger_entries e where e.journal_id = a.journal_id and e.direction = 'debit')`,
  },
  {
    id: "I10",
    promise: "paid-until is the fold of the renewals, and no bought time overlaps",
    query: () => sql`
      select u.id, u.username, u.paid_until, r.last_end, r.overlaps
      from users u join (
        select user_id, max(ended) as last_end, count(*) filter (where starts_at < previous_end) as overlaps
        from (select user_id, starts_at, ended,
            lag(ended) over (partition by user_id order by ended, starts_at) as previous_end
          from (select user_id, starts_at, coalesce(ended_at, ends_at) as ended from renewals
            where ended_at is null or ended_at > starts_at) ran) o
        group by user_id) r on r.user_id = u.id
      where u.paid_until is distinct from r.last_end or r.overlaps > 0`,
  },
  {
    id: "I10-carried",
    promise:
      "of one purchase one stretch of time stands at most, and together they are no longer than it",
    query: () => sql`
      select p.id, p.user_id, count(*) filter (where r.ended_at is null) as standing
      from renewals p join renewals r on coalesce(r.carries_id, r.id) = p.id
      where p.carries_id is null
      group by p.id
      having count(*) filter (where r.ended_at is null) > 1
        or sum(greatest(coalesce(r.ended_at, r.ends_at) - r.starts_at, interval '0')) > p.ends_at - p.starts_at`,
  },
  {
    id: "credit-notes",
    promise:
      "a credit note is what its journal gave the wallet, and no bill gives back more than was paid",
    query: () => sql`
      select n.id, n.number, n.bill_id, n.total_cents, b.paid_cents
      from credit_notes n left join bills b on b.id = n.bill_id
      where n.total_cents is distinct from (
          select sum(e.amount_cents) from ledger_entries e join ledger_accounts a on a.id = e.account_id
          where e.journal_id = n.journal_id and e.direction = 'credit' and a.kind = 'wallet'
            and a.customer_id = n.customer_id)
        or b.paid_cents < (select sum(other.total_cents) from credit_notes other where other.bill_id = n.bill_id)`,
  },
  {
    id: "I16",
    promise: "no time is billed twice, nor both bought and billed",
    query: () => sql`
      select b.user_id, b.id as bill_id, b.period_start, b.period_end, 'another bill' as also
      from (select *, lag(period_end) over (partition by user_id order by period_start, id) as previous_end
        from bills where kind = 'postpaid' and status <> 'void') b
      where b.period_start < b.previous_end
      union all
      select b.user_id, b.id, b.period_start, b.period_end, 'renewal ' || r.id
      from bills b join renewals r on r.user_id = b.user_id
        and r.starts_at < b.period_end and coalesce(r.ended_at, r.ends_at) > b.period_start
        and (r.ended_at is null or r.ended_at > r.starts_at)
      where b.kind = 'postpaid' and b.status <> 'void'
      union all
      select u.id, b.id, b.period_start, b.period_end, 'billed until ' || coalesce(u.billed_until::text, 'never')
      from users u join bills b on b.user_id = u.id and b.kind = 'postpaid' and b.status <> 'void'
      where u.billing_mode = 'postpaid' and (u.billed_until is null or u.billed_until < b.period_end)`,
  },
  {
    id: "I15",
    promise: "numbers of bills and of cash receipts run without gaps",
    query: () => sql`
      select series.series, series.next_number - 1 as given, count(b.id) as found
      from bill_number_series series
      left join (select number, id from bills union all select number, id from credit_notes) b
        on b.number like series.series || '-%'
      where series.series ~ '^(CN-)?[0-9]{4}$'
      group by series.series, series.next_number having count(b.id) <> series.next_number - 1
      union all
      select series.series, series.next_number - 1, count(p.id)
      from bill_number_series series left join payments p on p.provider = 'cash' and p.receipt like series.series || '-%'
      where series.series like 'CASH-____'
      group by series.series, series.next_number having count(p.id) <> series.next_number - 1`,
  },
];
