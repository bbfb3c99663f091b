import { type SQL, sql } from "drizzle-orm";

/*
 * Settle before cut. Each patience has an end, so that nobody stays online for free for ever:
 * an open attempt protects for 3 minutes from its press (the prompt itself lasts one), whatever number of presses
 * for 10 minutes from the end of the paid time, an unjudged callback for 10 minutes from its arrival, and after an
 * outage of ours everybody is kept until pull has covered it, for 15 minutes at most.
 */
const ATTEMPT_PATIENCE = sql`interval '3 minutes'`;
const TOTAL_PATIENCE = sql`interval '10 minutes'`;
const OUTAGE_PATIENCE = sql`interval '15 minutes'`;

export interface SweepTimes {
  now: Date;
  /** Since when the sweep has run without a gap. */
  resumedAt: Date;
}

const at = (date: Date): SQL => sql`${date.toISOString()}::timestamptz`;

/** When the access of user `u` ends; null when it never began. */
export const endOfAccess = sql`u.access_ends_at`;

/**
 * The time of user `u` has run out and this has not been carried out. While a postpaid bill of theirs is late by our
 * own fault, they have had no chance to pay it.
 */
export const isDue = (now: Date): SQL => sql`(u.status = 'active' and u.expired_at is null
  and ${endOfAccess} <= ${at(now)}
  and (u.billing_mode = 'prepaid' or u.next_bill_at is null or u.next_bill_at > ${at(now)}))`;

/** Money of user `u` may be on its way, and patience has not run out. */
export const isProtected = (times: SweepTimes): SQL =>
  sql`(${hasOpenAttempt(times)} or ${hasUnjudgedCallback(times)} or ${awaitsPull(times)})`;

const hasOpenAttempt = ({ now, resumedAt }: SweepTimes): SQL => sql`(
  greatest(${endOfAccess}, ${at(resumedAt)}) > ${at(now)} - ${TOTAL_PATIENCE}
  and ${openAttempt(now, sql`greatest(a.requested_at, ${at(resumedAt)}) > ${at(now)} - ${ATTEMPT_PATIENCE}`)})`;

const openAttempt = (now: Date, and: SQL): SQL => sql`exists (select 1 from stk_attempts a
  where a.customer_id = u.customer_id and a.state in ('created', 'sent', 'unknown', 'pending')
    and a.requested_at > ${at(now)} - interval '1 day' and ${and})`;

/**
 * User `u` may be paying, or have paid, without our knowing: an open attempt or an unjudged callback of theirs however
 * old, or an outage of ours that pull has not covered. For what must not disturb a payer; it holds no cut.
 */
export const mayBePaying = (times: SweepTimes): SQL => sql`(${openAttempt(times.now, sql`true`)}
  or ${unjudgedCallback(sql`true`)} or ${awaitsPull(times)})`;

const hasUnjudgedCallback = ({ now, resumedAt }: SweepTimes): SQL =>
  unjudgedCallback(sql`greatest(i.received_at, ${at(resumedAt)}) > ${at(now)} - ${TOTAL_PATIENCE}`);

/** A C2B body is not read here, only looked through for the customer's account number or phone. */
const unjudgedCallback = (and: SQL): SQL => sql`exists (
  select 1 from callback_inbox i
  where i.status = 'received' and i.token_known and i.source_trusted and ${and}
    and case i.kind
      when 'stk_callback' then exists (select 1 from stk_attempts a
        where a.token_hash = i.token_hash and a.customer_id = u.customer_id)
      when 'c2b_confirmation' then exists (
        select 1 from customers c left join customer_phones p on p.customer_id = c.id and p.removed_at is null
        where c.id = u.customer_id
          and (regexp_replace(i.body, '[^A-Za-z0-9]', '', 'g') like '%' || c.account_number || '%'
            or i.body like '%' || right(p.phone, 9) || '%' or lower(i.body) like '%' || p.phone_hash || '%'))
      when 'provider_result' then exists (select 1 from provider_requests r
        where r.token_hash = i.token_hash and r.customer_id = u.customer_id and r.kind = 'transaction_status')
      else false end)`;

const awaitsPull = ({ now, resumedAt }: SweepTimes): SQL => sql`(
  ${at(resumedAt)} > ${at(now)} - ${OUTAGE_PATIENCE}
  and exists (select 1 from payment_channels c where c.active and c.provider = 'mpesa'
    and c.pulled_until is not null and c.pulled_until < ${at(resumedAt)}))`;
