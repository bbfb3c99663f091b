import { and, sql } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { insertRows, isOneOf, rowsOf, schema } from "@/lib/db";
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
  const inOrder = [...due].sort((a, b) => (a.userId < b.userId ? -1 : 1));
  const owed = inOrder.map(({ userId, routerId }) => ({
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

const OWED = ["userId", "routerId", "requestedSeq", "urgent", "nextAttemptAt", "updatedAt"];

/** What changed is pending; what is asked for again keeps its status. */
const upsert = (ctx: TxContext, rows: (typeof syncStates.$inferInsert)[], changed: Written[]) =>
  ctx.tx.execute(sql`${insertRows(syncStates, OWED, rows)}
    on conflict (user_id, router_id) do update set requested_seq = sync_states.requested_seq + 1,
      urgent = sync_states.urgent or excluded.urgent, next_attempt_at = excluded.next_attempt_at,
      updated_at = excluded.updated_at,
      status = case when (sync_states.user_id, sync_states.router_id) in (
          select c.user_id, c.router_id from ${rowsOf(syncStates, ["userId", "routerId"], changed)} c)
        then 'pending' else sync_states.status end`);

async function onlyOwed(ctx: TxContext, written: Written[]): Promise<Written[]> {
  const unchanged = written.filter((row) => !row.changed);
  if (unchanged.length === 0) return written;
  const ids = unchanged.map((row) => row.userId);
  const settled = await ctx.tx
    .select({ userId: syncStates.userId, routerId: syncStates.routerId })
    .from(syncStates)
    .where(and(isOneOf(syncStates.userId, ids), sql`${syncStates.status} = 'in_sync'`));
  const inSync = new Set(settled.map((row) => `${row.userId} ${row.routerId}`));
  return written.filter((row) => row.changed || !inSync.has(`${row.userId} ${row.routerId}`));
}
