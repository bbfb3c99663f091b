import { and, inArray, sql } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { enqueueEvent } from "@/services/outbox";
import type { Written } from "./write-intents";

// If the event is lost, the sweep of owed syncs asks again after this long.
const GRACE_MS = 30_000;
const { syncStates } = schema;

/**
 * Marks what is owed to the router, so that a sweep finds it even if no event arrives, and returns it. Urgent
 * requests are always owed; bulk ones only where something changed or is still on its way.
 */
export async function markOwed(ctx: TxContext, written: Written[], urgent: boolean) {
  const due = urgent ? written : await onlyOwed(ctx, written);
  if (due.length === 0) return due;
  const at = ctx.now();
  const owed = due.map(({ userId, routerId }) => ({
    userId,
    routerId,
    requestedSeq: 1,
    urgent,
    nextAttemptAt: new Date(at.getTime() + GRACE_MS),
    updatedAt: at,
  }));
  await upsert(
    ctx,
    owed,
    due.filter((row) => row.changed),
  );
  return due;
}

/** Wakes the engine through the outbox: interactively per user, or once per router. */
export async function wake(ctx: TxContext, due: Written[], urgent: boolean) {
  if (urgent) {
    for (const { userId, routerId } of due)
      await enqueueEvent(ctx, "network/user.sync.requested", { userId, routerId });
  } else {
    for (const routerId of new Set(due.map((row) => row.routerId)))
      await enqueueEvent(ctx, "network/router.sync.requested", { routerId });
  }
}

/** What changed is pending; what is asked for again keeps its status. */
async function upsert(
  ctx: TxContext,
  rows: (typeof syncStates.$inferInsert)[],
  changed: Written[],
) {
  await ctx.tx
    .insert(syncStates)
    .values(rows)
    .onConflictDoUpdate({
      target: [syncStates.userId, syncStates.routerId],
      set: {
        requestedSeq: sql`${syncStates.requestedSeq} + 1`,
        urgent: sql`${syncStates.urgent} or excluded.urgent`,
        nextAttemptAt: sql`excluded.next_attempt_at`,
        updatedAt: sql`excluded.updated_at`,
        ...(changed.length > 0 && {
          status: sql`case when ${keysIn(changed)} then 'pending'::sync_status else ${syncStates.status} end`,
        }),
      },
    });
}

const keysIn = (rows: { userId: string; routerId: string }[]) =>
  sql`(${syncStates.userId}, ${syncStates.routerId}) in (${sql.join(
    rows.map((row) => sql`(${row.userId}::uuid, ${row.routerId}::uuid)`),
    sql`, `,
  )})`;

async function onlyOwed(ctx: TxContext, written: Written[]): Promise<Written[]> {
  const unchanged = written.filter((row) => !row.changed);
  if (unchanged.length === 0) return written;
  const ids = unchanged.map((row) => row.userId);
  const settled = await ctx.tx
    .select({ userId: syncStates.userId, routerId: syncStates.routerId })
    .from(syncStates)
    .where(and(inArray(syncStates.userId, ids), sql`${syncStates.status} = 'in_sync'`));
  const inSync = new Set(settled.map((row) => `${row.userId} ${row.routerId}`));
  return written.filter((row) => row.changed || !inSync.has(`${row.userId} ${row.routerId}`));
}
