import { and, asc, desc, eq, gt, isNull, lte, notExists, or, sql } from "drizzle-orm";
import { type Context, handle, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { enqueueEvent } from "@/services/outbox";
import type { SyncKey } from "./outcome";

const MAX_INTERACTIVE = 200;
// If the event is lost too, the next sweep asks again after this long.
const GRACE_MS = 30_000;
const { routerStates, syncStates } = schema;

/**
 * Wakes the engine for everything that is owed: urgent users by an event each, the rest by one event per router. Urgent
 * users beyond a few hundred are a crowd (many have paid while a router was down): one pass is sooner done than hundreds.
 * With a router, all of its owed users whatever their next attempt; without, those whose next attempt is due and whose
 * router is not known to be down.
 */
export async function requestOwed(
  ctx: Context,
  scope: { routerId?: string; limit?: number },
): Promise<number> {
  const due = scope.routerId
    ? eq(syncStates.routerId, scope.routerId)
    : and(lte(syncStates.nextAttemptAt, ctx.now()), notExists(openBreaker(ctx)));
  // Who holds a lease will see the request; a lease that is over belongs to nobody.
  const free = or(isNull(syncStates.leaseOwner), lte(syncStates.leaseUntil, ctx.now()));
  return withTransaction(ctx, async (tx) => {
    const owed = await tx.tx
      .select({
        userId: syncStates.userId,
        routerId: syncStates.routerId,
        urgent: syncStates.urgent,
      })
      .from(syncStates)
      .where(and(due, gt(syncStates.requestedSeq, syncStates.handledSeq), free))
      // Urgent ones stand first: so who waits alone is a beginning of the list.
      .orderBy(desc(syncStates.urgent), asc(syncStates.nextAttemptAt))
      .limit(scope.limit ?? 5_000)
      .for("update", { skipLocked: true });
    const alone = owed.slice(0, MAX_INTERACTIVE).filter((row) => row.urgent);
    const crowd = owed.slice(alone.length);
    await postpone(tx, alone, {});
    await postpone(tx, crowd, { urgent: false });
    await wake(tx, alone, crowd);
    return owed.length;
  });
}

/** A router known to be down: its return asks for all of its users, who meanwhile must not crowd out the others'. */
const openBreaker = (ctx: Context) =>
  handle(ctx)
    .select({ one: sql`1` })
    .from(routerStates)
    .where(
      and(
        eq(routerStates.routerId, syncStates.routerId),
        gt(routerStates.breakerOpenUntil, ctx.now()),
      ),
    );

async function postpone(ctx: TxContext, keys: SyncKey[], lane: { urgent?: false }) {
  if (keys.length === 0) return;
  const pairs = keys.map((key) => sql`(${key.userId}::uuid, ${key.routerId}::uuid)`);
  await ctx.tx
    .update(syncStates)
    .set({ nextAttemptAt: new Date(ctx.now().getTime() + GRACE_MS), status: "pending", ...lane })
    .where(sql`(${syncStates.userId}, ${syncStates.routerId}) in (${sql.join(pairs, sql`, `)})`);
}

async function wake(ctx: TxContext, alone: SyncKey[], crowd: SyncKey[]) {
  for (const { userId, routerId } of alone)
    await enqueueEvent(ctx, "network/user.sync.requested", { userId, routerId });
  for (const routerId of new Set(crowd.map((row) => row.routerId)))
    await enqueueEvent(ctx, "network/router.sync.requested", { routerId });
}
