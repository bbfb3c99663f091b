import { sql } from "drizzle-orm";
import { z } from "zod";
import { graceEnd } from "@/lib/billing";
import { type Context, type TxContext, withTransaction } from "@/lib/context";
import { executeRows } from "@/lib/db";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";
import { declareDesiredStates } from "@/services/desired-state";
import { loadSettings } from "@/services/settings";
import { coveredUntil } from "../load-users";
import { isDue } from "./due";

const BATCH = 500;
const NOBODY = "00000000-0000-0000-0000-000000000000";
const Row = z.object({
  id: uuid(),
  paid_until: z.coerce.date().nullable(),
  billed_until: z.coerce.date().nullable(),
  period_unit: z.enum(["minute", "hour", "day", "week", "month"]),
  period_count: z.number(),
});
type Due = z.infer<typeof Row>;

/**
 * Prepaid users whose paid time has run out stay on for the grace of the settings as they are now. Given at expiry and
 * not with the sale, so that a changed setting holds for everybody whose time ends later; who is in grace keeps what
 * they were told, or gets more.
 */
export async function beginGrace(ctx: Context): Promise<void> {
  const { graceHours } = await loadSettings(ctx, "billing");
  if (graceHours === 0) return;
  for (let after = NOBODY; ; ) {
    const rows = await withTransaction(ctx, async (tx) => {
      const due = await lockDue(tx, after, graceHours);
      await extend(tx, due, graceHours);
      return due;
    });
    const last = rows.at(-1);
    if (!last || rows.length < BATCH) return;
    after = last.id;
  }
}

const lockDue = (ctx: TxContext, after: string, graceHours: number): Promise<Due[]> =>
  executeRows(
    ctx.tx,
    sql`select u.id, u.paid_until, u.billed_until, p.period_unit, p.period_count
        from users u join packages p on p.id = u.package_id
        where ${isDue(ctx.now())} and u.billing_mode = 'prepaid' and u.id > ${after}::uuid
          and greatest(u.paid_until, u.billed_until)
            > ${ctx.now().toISOString()}::timestamptz - make_interval(hours => ${graceHours})
        order by u.id limit ${BATCH} for no key update of u skip locked`,
    Row,
  );

async function extend(ctx: TxContext, due: Due[], graceHours: number): Promise<void> {
  const given = due
    .map((user) => ({ id: user.id, until: endOf(user, graceHours) }))
    .filter((grace): grace is { id: string; until: Date } =>
      Boolean(grace.until && grace.until > ctx.now()),
    );
  if (given.length === 0) return;
  const userIds = given.map((grace) => grace.id);
  const untils = given.map((grace) => grace.until.toISOString());
  await ctx.tx.execute(
    sql`update users u set credit_until = g.until
        from unnest(${sql.param(userIds)}::uuid[], ${sql.param(untils)}::timestamptz[]) as g (id, until)
        where u.id = g.id`,
  );
  // Whoever declared between the expiry and now saw no ground for access.
  await declareDesiredStates(ctx, { userIds, reason: "grace" });
  await recordAudit(ctx, {
    action: "billing.grace",
    entity: { kind: "users", id: "expiry" },
    data: { userIds, graceHours },
  });
}

const endOf = (user: Due, graceHours: number): Date | null =>
  graceEnd({
    coveredUntil: coveredUntil({ paidUntil: user.paid_until, billedUntil: user.billed_until }),
    graceHours,
    unit: user.period_unit,
    count: user.period_count,
  });
