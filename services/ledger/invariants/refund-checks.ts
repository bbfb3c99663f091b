import { sql } from "drizzle-orm";
import type { InvariantCheck } from "./types";

const posted = (kind: string) =>
  sql`exists (select 1 from journals j where j.idempotency_key = ${`${kind}:`} || r.id::text)`;

/** Money that went back: refunds on their way, and payments that were reversed. */
export const refundChecks: InvariantCheck[] = [
  {
    id: "I17",
    promise: "refunds pending holds exactly the refunds that M-Pesa has not settled",
    query: () => sql`
      select books.pending, asked.open
      from (select coalesce(sum(case e.direction when 'credit' then e.amount_cents else -e.amount_cents end), 0) as pending
          from ledger_entries e join ledger_accounts a on a.id = e.account_id and a.kind = 'refunds_pending') books,
        (select coalesce(sum(amount_cents), 0) as open from provider_requests
          where kind = 'refund' and state in ('created', 'sent', 'unknown')) asked
      where books.pending <> asked.open`,
  },
  {
    id: "I17-refunds",
    promise: "a refund left the wallet once, and was paid out or came back, never both",
    query: () => sql`
      select * from (
        select r.id, r.state::text, r.amount_cents, ${posted("refund_request")} as set_aside,
          ${posted("refund_paid")} as paid, ${posted("refund_returned")} as returned, ${posted("refund_late")} as late
        from provider_requests r where r.kind = 'refund') r
      where not set_aside or case
        when state = 'succeeded' then paid = returned or late <> returned
        when state = 'failed' then paid or late or not returned
        else paid or late or returned end`,
  },
  {
    id: "I19",
    promise: "M-Pesa's charges are in the books as the uploaded statements list them",
    query: () => sql`
      select listed.import_id, listed.cents as listed, coalesce(posted.cents, 0) as posted
      from (select import_id, sum(amount_cents) as cents from statement_lines where is_charge group by 1) listed
      full join (
        select split_part(j.idempotency_key, ':', 2)::uuid as import_id, sum(e.amount_cents) as cents
        from journals j join ledger_entries e on e.journal_id = j.id and e.direction = 'debit'
        join ledger_accounts a on a.id = e.account_id and a.kind = 'mpesa_fees'
        where j.kind = 'mpesa_charges' group by 1) posted using (import_id)
      where listed.cents is distinct from posted.cents`,
  },
  {
    id: "I20",
    promise:
      "what staff have written down as withdrawn is on M-Pesa's statement, to the cent, and is nothing else",
    query: () => sql`
      select j.id as journal_id, l.receipt, l.amount_cents, e.cents
      from journals j
      join (select journal_id, sum(amount_cents) as cents from ledger_entries where direction = 'debit' group by 1) e
        on e.journal_id = j.id
      left join statement_lines l on j.idempotency_key = 'withdrawal:' || l.id
      where j.kind = 'withdrawal' and (l.id is null or l.direction <> 'out' or l.is_charge or l.amount_cents <> e.cents
        or exists (select 1 from payment_reversals r where r.receipt = l.receipt)
        or exists (select 1 from provider_requests q where q.kind = 'refund' and q.result_receipt = l.receipt))`,
  },
  {
    id: "I20-parts",
    promise:
      "what went back of a payment is on M-Pesa's statement, to the cent, and no more than the payment",
    query: () => sql`
      select j.id as journal_id, l.receipt, l.amount_cents, e.cents, p.amount_cents as whole
      from journals j
      join (select journal_id, sum(amount_cents) as cents from ledger_entries where direction = 'debit' group by 1) e
        on e.journal_id = j.id
      left join payments p on p.id = j.payment_id
      left join statement_lines l on j.idempotency_key = 'part:' || l.id
      where j.kind = 'part_reversal' and (l.id is null or p.id is null or l.direction <> 'out' or l.is_charge
        or l.amount_cents <> e.cents or l.linked_receipt is distinct from p.receipt or p.status = 'reversed'
        or p.amount_cents < (select sum(d.amount_cents) from journals o join ledger_entries d on d.journal_id = o.id
          where o.payment_id = p.id and o.kind = 'part_reversal' and d.direction = 'debit'))`,
  },
  {
    id: "I18",
    promise: "a reversed payment says why, once, and holds nothing in any wallet or suspense",
    query: () => sql`
      select p.id, p.receipt, p.status::text, r.id as reversal_id from payments p
      left join payment_reversals r on r.payment_id = p.id
      where (p.status = 'reversed') <> (r.id is not null)
        and not (p.status = 'reversed' and exists (select 1 from unnest(p.flags) f where f like 'same_as:%'))
      union all
      select p.id, p.receipt, sum(case e.direction when 'credit' then e.amount_cents else -e.amount_cents end)::text, null
      from payments p join journals j on j.payment_id = p.id
      join ledger_entries e on e.journal_id = j.id
      join ledger_accounts a on a.id = e.account_id and a.kind in ('wallet', 'suspense')
      where p.status = 'reversed'
        and j.kind in ('payment', 'reversal', 'suspense_assignment', 'reassignment')
      group by p.id having sum(case e.direction when 'credit' then e.amount_cents else -e.amount_cents end) <> 0`,
  },
];
