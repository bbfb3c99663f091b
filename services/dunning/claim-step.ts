import { sql } from "drizzle-orm";
import { z } from "zod";
import type { TxContext } from "@/lib/context";
import { executeRows } from "@/lib/db";
import { uuid } from "@/lib/id";
import type { Due } from "./find-due";
import type { Step } from "./steps";

const Row = z.object({ id: uuid() });

/**
 * Writes down that a step is done, if it is still due: the end has not moved, the bill is still open, nobody was
 * faster. A user who is being paid for at this moment is passed over. Whoever gets true does the step in the same
 * transaction.
 */
export async function claimStep(
  ctx: TxContext,
  due: Due,
  step: Step,
  outcome: string,
): Promise<boolean> {
  const locked = await executeRows(
    ctx.tx,
    sql`select id from users where id = ${due.userId}::uuid for no key update skip locked`,
    Row,
  );
  if (locked.length === 0) return false;
  const endsAt = sql`${due.endsAt.toISOString()}::timestamptz`;
  // A statement of its own: it sees what whoever held the lock before has written.
  const stillSo = due.billId
    ? sql`u.billing_mode = 'postpaid' and exists (select 1 from bills b
        where b.id = ${due.billId}::uuid and b.status = 'open' and b.due_at = ${endsAt})`
    : sql`u.billing_mode = 'prepaid' and u.paid_until = ${endsAt}`;
  const claimed = await executeRows(
    ctx.tx,
    sql`insert into dunning_steps (id, user_id, access_ends_at, step, done_at, outcome)
        select ${ctx.newId()}::uuid, u.id, ${endsAt}, ${step.name}, ${ctx.now().toISOString()}::timestamptz, ${outcome}
        from users u where u.id = ${due.userId}::uuid and u.status = 'active' and ${stillSo}
        on conflict do nothing returning id`,
    Row,
  );
  return claimed.length > 0;
}
