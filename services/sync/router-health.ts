import { and, eq, ne, type SQL, sql } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { requestOwed } from "./request-owed";
import type { SyncError } from "./sync-error";

const FAILURES_TO_OPEN = 3;
const FIRST_OPEN_MS = 15_000;
const LONGEST_OPEN_MS = 120_000;
const { routerStates } = schema;

type RouterState = typeof routerStates.$inferSelect;

/** While this is in the future, nobody but a probe connects. */
export function openUntil(state: RouterState, now: Date): Date | null {
  const until = state.breakerOpenUntil;
  return until && until.getTime() > now.getTime() ? until : null;
}

/**
 * Counts a failure of the router as a whole; after three in a row its breaker opens, longer each time. `atOnce`: it was
 * silent when it was asked for nothing but its name, which is proof enough.
 */
export async function routerFailed(
  ctx: Context,
  routerId: string,
  error: SyncError,
  { atOnce = false } = {},
): Promise<RouterState | undefined> {
  const now = ctx.now();
  const failures = sql`${routerStates.consecutiveFailures} + 1`;
  const openMs = sql`least(${LONGEST_OPEN_MS}, ${FIRST_OPEN_MS} * power(2, greatest(0, ${failures} - ${FAILURES_TO_OPEN})))`;
  const opens = atOnce ? sql`true` : sql`${failures} >= ${FAILURES_TO_OPEN}`;
  const goesDown = sql`${opens} and ${routerStates.reachability} <> 'down'`;
  const at = sql`${now.toISOString()}::timestamptz`;
  const [state] = await handle(ctx)
    .update(routerStates)
    .set({
      consecutiveFailures: failures,
      lastError: error.message,
      lastErrorCode: error.code,
      breakerOpenUntil: sql`case when ${opens} then ${at} + ${openMs} * interval '1 millisecond' else ${routerStates.breakerOpenUntil} end`,
      reachability: sql`case when ${opens} then 'down'::reachability else ${routerStates.reachability} end`,
      reachabilitySince: sql`case when ${goesDown} then ${at} else ${routerStates.reachabilitySince} end`,
    })
    .where(eq(routerStates.routerId, routerId))
    .returning();
  return state;
}

/**
 * The router answered: closes the breaker, and after an outage asks for everything that is owed, and makes a comparison
 * due. Writes only on news.
 */
export async function routerAnswered(ctx: Context, state: RouterState): Promise<void> {
  if (state.reachability === "up" && state.consecutiveFailures === 0) return;
  const { routerId } = state;
  const wasDown = await markUp(ctx, routerId, eq(routerStates.reachability, "down"), {
    nextReconcileAt: ctx.now(),
  });
  if (wasDown) await requestOwed(ctx, { routerId });
  else await markUp(ctx, routerId, ne(routerStates.reachability, "down"));
}

async function markUp(
  ctx: Context,
  routerId: string,
  when: SQL | undefined,
  more: Partial<RouterState> = {},
) {
  const now = ctx.now();
  const since = sql`case when ${routerStates.reachability} = 'up' then ${routerStates.reachabilitySince} else ${now.toISOString()}::timestamptz end`;
  const rows = await handle(ctx)
    .update(routerStates)
    .set({
      reachability: "up",
      reachabilitySince: since,
      consecutiveFailures: 0,
      breakerOpenUntil: null,
      lastError: null,
      lastErrorCode: null,
      lastSeenAt: now,
      ...more,
    })
    .where(and(eq(routerStates.routerId, routerId), when))
    .returning({ routerId: routerStates.routerId });
  return rows.length > 0;
}
