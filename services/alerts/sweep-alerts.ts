import { and, inArray, isNull, lt, sql } from "drizzle-orm";
import { authorise, type Context, handle, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { isPaused } from "@/services/installation";
import { type Condition, keyOf } from "./condition";
import { findConditions } from "./find-conditions";
import { notifyStaff } from "./notify-staff";

const { alerts } = schema;
const KEPT_MS = 180 * 86_400_000;

export interface AlertSweep {
  raised: number;
  cleared: number;
  /** SMS queued. */
  told: number;
}

/**
 * Sweep: raises an alert for what has become so, clears what is over, and tells staff by SMS. Run as often as you
 * like: what is known is not raised again, and nobody hears of it twice. Errors: forbidden.
 */
export async function sweepAlerts(ctx: Context): Promise<AlertSweep> {
  authorise(ctx, { job: true });
  const open = await handle(ctx).select().from(alerts).where(isNull(alerts.clearedAt));
  const found = await findConditions(ctx, new Set(open.map(keyOf)));
  const changed = await withTransaction(ctx, async (tx) => {
    const raised = await raise(tx, found);
    const current = new Set(found.map(keyOf));
    const over = open.filter((alert) => !current.has(keyOf(alert))).map(({ id }) => id);
    return { raised, cleared: await clear(tx, over) };
  });
  const told = (await isPaused(ctx)) ? 0 : await notifyStaff(ctx);
  await forget(ctx);
  return { ...changed, told };
}

/** What is open already only takes on the newest words. */
async function raise(ctx: TxContext, found: readonly Condition[]): Promise<number> {
  if (found.length === 0) return 0;
  const raisedAt = ctx.now();
  const written = await ctx.tx
    .insert(alerts)
    .values(found.map((condition) => ({ id: ctx.newId(), ...condition, raisedAt })))
    .onConflictDoUpdate({
      target: [alerts.kind, alerts.subjectId],
      targetWhere: isNull(alerts.clearedAt),
      set: {
        message: sql`excluded.message`,
        severity: sql`excluded.severity`,
        subjectName: sql`excluded.subject_name`,
      },
      setWhere: sql`(${alerts.message}, ${alerts.severity}) is distinct from (excluded.message, excluded.severity)`,
    })
    // Rows that were there have been locked by somebody: us.
    .returning({ fresh: sql<boolean>`xmax = 0` });
  return written.filter(({ fresh }) => fresh).length;
}

async function clear(ctx: TxContext, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  const cleared = await ctx.tx
    .update(alerts)
    .set({ clearedAt: ctx.now() })
    .where(and(inArray(alerts.id, [...ids]), isNull(alerts.clearedAt)))
    .returning({ id: alerts.id });
  return cleared.length;
}

const forget = (ctx: Context) =>
  handle(ctx)
    .delete(alerts)
    .where(lt(alerts.clearedAt, new Date(ctx.now().getTime() - KEPT_MS)));
