import { type SQL, sql } from "drizzle-orm";
import type { Span } from "@/services/statements";
import type { StatementChannel } from "./load-channel";

/**
 * Both sides of a time, matched by receipt: what the provider has listed, what we have, and what the ledger says of it.
 * A match stands on the day of the provider's line; what has no match, on its own. Rows: direction, at, what of each
 * side (null when it is missing there).
 */
export function matches(channel: StatementChannel, { from, until }: Span): SQL {
  const channelId = sql`${channel.id}::uuid`;
  const within = (column: SQL) =>
    sql`${column} >= ${from.toISOString()}::timestamptz and ${column} < ${until.toISOString()}::timestamptz`;
  return sql`
    with line as (
      select * from statement_lines
      where channel_id = ${channelId} and not is_charge and ${within(sql`completed_at`)}),
    gone as (
      select 'reversal' as kind, r.id, r.payment_id, r.receipt, p.receipt as payment_receipt, p.amount_cents,
        r.created_at as at, ${clearing("credit", sql`e.journal_id = r.journal_id`)} as ledger_cents
      from payment_reversals r join payments p on p.id = r.payment_id
      where p.channel_id = ${channelId} and p.provider = 'mpesa'
      union all
      select 'refund', q.id, null, q.result_receipt, null, q.amount_cents, q.resolved_at,
        ${clearing("credit", sql`j.idempotency_key in ('refund_paid:' || q.id, 'refund_late:' || q.id)`)}
      from provider_requests q
      where q.channel_id = ${channelId} and q.kind = 'refund' and q.state = 'succeeded'
      union all
      select 'withdrawal', w.id, null, w.receipt, null, w.amount_cents, w.completed_at,
        ${clearing("credit", sql`j.idempotency_key = 'withdrawal:' || w.id`)}
      from statement_lines w
      where w.channel_id = ${channelId} and w.direction = 'out' and ${within(sql`w.completed_at`)}
        and exists (select 1 from journals j where j.idempotency_key = 'withdrawal:' || w.id)
      union all
      select 'reversal', w.id, j.payment_id, w.receipt, null, w.amount_cents, w.completed_at,
        ${clearing("credit", sql`j.idempotency_key = 'part:' || w.id`)}
      from statement_lines w join journals j on j.idempotency_key = 'part:' || w.id
      where w.channel_id = ${channelId} and w.direction = 'out' and ${within(sql`w.completed_at`)})
    select 'in' as direction, l.completed_at as at, l.id as line_id, l.receipt, l.amount_cents as line_cents,
      l.details, l.payer_name, null as linked_receipt, 'payment' as kind, p.id as payment_id,
      p.amount_cents as our_cents, ${paymentLedger} as ledger_cents, null::bigint as whole_cents
    from line l left join payments p on p.provider = 'mpesa' and p.environment = ${channel.environment}
      and p.channel_id = l.channel_id and p.receipt = l.receipt
    where l.direction = 'in'
    union all
    select 'in', p.paid_at, null, p.receipt, null, null, p.payer_name, null, 'payment', p.id, p.amount_cents, ${paymentLedger}, null
    from payments p
    where p.channel_id = ${channelId} and p.provider = 'mpesa' and ${within(sql`p.paid_at`)}
      and (p.receipt is not null or p.status <> 'reversed')
      and not exists (select 1 from statement_lines l
        where l.channel_id = p.channel_id and l.receipt = p.receipt and l.direction = 'in' and not l.is_charge)
    union all
    select 'out', l.completed_at, l.id, l.receipt, l.amount_cents, l.details, l.payer_name, l.linked_receipt,
      g.kind, coalesce(g.payment_id, back.id), g.amount_cents, g.ledger_cents, back.amount_cents
    from line l left join gone g on ${sameOut}
    left join payments back on back.provider = 'mpesa' and back.channel_id = l.channel_id
      and back.receipt = l.linked_receipt
    where l.direction = 'out'
    union all
    select 'out', g.at, null, g.receipt, null, null, null, g.payment_receipt, g.kind, g.payment_id, g.amount_cents,
      g.ledger_cents, null
    from gone g
    where ${within(sql`g.at`)} and not exists (select 1 from statement_lines l
      where l.channel_id = ${channelId} and l.direction = 'out' and not l.is_charge and ${sameOut})`;
}

/** A reversal's own receipt is not always known to us; the payment that it takes back is. */
const sameOut = sql`(g.receipt = l.receipt or (g.kind = 'reversal' and g.payment_receipt = l.linked_receipt))`;

/** What some journals moved into or out of M-Pesa's account, in cents. */
function clearing(direction: "debit" | "credit", which: SQL): SQL {
  return sql`(select coalesce(sum(e.amount_cents), 0) from ledger_entries e
    join ledger_accounts a on a.id = e.account_id and a.kind = 'mpesa_clearing'
    join journals j on j.id = e.journal_id
    where e.direction = ${sql.raw(`'${direction}'`)} and ${which})`;
}

const paymentLedger = sql`case when p.id is null then null else
  ${clearing("debit", sql`j.payment_id = p.id and j.kind = 'payment'`)} end`;
