import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Context, handle } from "@/lib/context";
import { executeRows } from "@/lib/db";
import { uuid } from "@/lib/id";
import type { Step } from "./steps";

const Row = z.object({
  userId: uuid(),
  customerId: uuid(),
  endsAt: z.coerce.date(),
  billId: uuid().nullable(),
});

/** A user for whom a step is due, and the end that it is about: of paid time, or of a postpaid bill's term. */
export type Due = z.infer<typeof Row>;

const at = (now: Date, ms = 0): SQL =>
  sql`${new Date(now.getTime() + ms).toISOString()}::timestamptz`;

const notDone = (endsAt: SQL, step: Step): SQL => sql`not exists (select 1 from dunning_steps d
  where d.user_id = u.id and d.access_ends_at = ${endsAt} and d.step = ${step.name})`;

/** Users for whom this step is due and not done, the oldest first. Reads only; whoever acts asks again. */
export const findDue = (ctx: Context, step: Step, limit: number): Promise<Due[]> =>
  executeRows(
    handle(ctx),
    sql`select * from (${prepaid(step, ctx.now())} union all ${postpaid(step, ctx.now())}) due
        order by "endsAt", "userId" limit ${limit}`,
    Row,
  );

/** Nobody is bothered whose payment is believed in already. */
const approachable = (step: Step, now: Date): SQL => sql`u.status = 'active'
  and (u.provisional_until is null or u.provisional_until <= ${at(now)})
  ${step.kind === "prompt" ? sql`and c.auto_prompt_consent_at is not null` : sql``}`;

function prepaid(step: Step, now: Date): SQL {
  if (step.kind === "bill")
    return sql`select null::uuid as "userId", null::uuid as "customerId",
    null::timestamptz as "endsAt", null::uuid as "billId" where false`;
  return sql`select u.id as "userId", u.customer_id as "customerId", u.paid_until as "endsAt", null::uuid as "billId"
    from users u join customers c on c.id = u.customer_id
    where ${approachable(step, now)} and u.billing_mode = 'prepaid' and ${prepaidMoment(step, now)}
      and ${notDone(sql`u.paid_until`, step)}`;
}

/** After the end, only once the expiry sweep has decided: cut, or in grace. */
function prepaidMoment(step: Step, now: Date): SQL {
  if (step.kind === "cut")
    return sql`u.credit_until > u.paid_until and u.expired_at > ${at(now, -step.untilMs)}`;
  const window = sql`u.paid_until > ${at(now, -step.untilMs)} and u.paid_until <= ${at(now, -step.fromMs)}`;
  // Whoever has just bought needs no reminder of it.
  if (step.kind === "before")
    return sql`${window} and not exists (select 1 from renewals r where r.user_id = u.id
      and r.created_at >= u.paid_until - make_interval(secs => ${-step.fromMs / 1000}))`;
  return sql`${window} and (u.expired_at is not null or u.credit_until > ${at(now)})`;
}

const postpaid = (step: Step, now: Date): SQL =>
  sql`select u.id, u.customer_id, b.due_at, b.id
    from bills b join users u on u.id = b.user_id join customers c on c.id = u.customer_id
    where b.kind = 'postpaid' and b.status = 'open' and u.billing_mode = 'postpaid'
      and ${approachable(step, now)} and ${postpaidMoment(step, now)}
      ${step.kind === "bill" ? sql`` : sql`and ${isOldest}`} and ${notDone(sql`b.due_at`, step)}`;

const isOldest = sql`not exists (select 1 from bills o where o.user_id = b.user_id and o.kind = 'postpaid'
  and o.status = 'open' and (o.due_at, o.id) < (b.due_at, b.id))`;

function postpaidMoment(step: Step, now: Date): SQL {
  if (step.kind === "cut") return sql`u.expired_at > ${at(now, -step.untilMs)}`;
  if (step.kind === "bill") return sql`b.issued_at > ${at(now, -step.untilMs)}`;
  const window = sql`b.due_at > ${at(now, -step.untilMs)} and b.due_at <= ${at(now, -step.fromMs)}`;
  return step.kind === "before"
    ? sql`${window} and b.issued_at < b.due_at - make_interval(secs => ${-step.fromMs / 1000})`
    : window;
}
