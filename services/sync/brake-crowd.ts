import { and, eq, gt, isNotNull, sql } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { judgeBrake } from "@/lib/sync";
import { isStateOfDesired } from "./joins";
import type { RouterHead } from "./load-targets";

const { desiredStates, routerStates, syncStates, users } = schema;

/**
 * Pulls the brake before a crowd is worked on, if more of them would lose access, or their rows, than a mistake may cost,
 * although no time has run out and nobody asked for it just now. What staff have let through is not asked again. Returns
 * the router as it then stands.
 */
export async function brakeCrowd(ctx: Context, head: RouterHead): Promise<RouterHead> {
  const { routerId, routerState } = head;
  if (routerState.brakeReason !== null) return head;
  const brakeReason = judgeBrake({ ...(await countLosses(ctx, head)), expectedRows: 0 });
  if (brakeReason === undefined) return head;
  const brake = { brakeReason, brakeSince: ctx.now() };
  await handle(ctx).update(routerStates).set(brake).where(eq(routerStates.routerId, routerId));
  return { ...head, routerState: { ...routerState, ...brake } };
}

/** Everybody who is on the router, and who of them is about to lose by it: declared so, and not yet seen. */
async function countLosses(ctx: Context, { routerId, routerState }: RouterHead) {
  const owed = sql`${syncStates.requestedSeq} > ${syncStates.handledSeq} and not ${syncStates.urgent}`;
  const since = routerState.planApprovedAt?.toISOString() ?? "-infinity";
  const [counted] = await handle(ctx)
    .select({
      ownedRows: sql<number>`count(*)::int`,
      removals: sql<number>`(count(*) filter (where ${owed} and ${isLoss(ctx, routerId, since)}))::int`,
    })
    .from(desiredStates)
    .innerJoin(syncStates, isStateOfDesired)
    .innerJoin(users, eq(users.id, desiredStates.userId))
    .where(wasThere(routerId));
  return counted ?? { ownedRows: 0, removals: 0 };
}

/** How many more would lose access, or their rows, than when staff looked. Whoever calls has authorised. */
export async function countLossesSince(
  ctx: Context,
  routerId: string,
  since: string,
): Promise<number> {
  const unseen = sql`${syncStates.observedGeneration} < ${desiredStates.generation}`;
  const [counted] = await handle(ctx)
    .select({ losses: sql<number>`count(*)::int` })
    .from(desiredStates)
    .innerJoin(syncStates, isStateOfDesired)
    .innerJoin(users, eq(users.id, desiredStates.userId))
    .where(and(wasThere(routerId), unseen, isLoss(ctx, routerId, since)));
  return counted?.losses ?? 0;
}

const wasThere = (routerId: string) =>
  and(
    eq(desiredStates.routerId, routerId),
    gt(syncStates.observedGeneration, 0),
    isNotNull(syncStates.written),
  );

/** Declared since then, of who is here and whose time has not run out: who has moved has access elsewhere. */
function isLoss(ctx: Context, routerId: string, since: string) {
  const access = sql`${desiredStates.intent}->>'access'`;
  const gone = sql`${desiredStates.intent}->>'presence' = 'absent'`;
  const cutOff = sql`${access} <> 'on' and ${syncStates.written}->>'access' = 'on'`;
  const due = sql`${users.status} = 'active' and coalesce(${users.accessEndsAt} <= ${ctx.now().toISOString()}::timestamptz, true)`;
  const news = sql`${desiredStates.declaredAt} > ${since}::timestamptz`;
  return sql`(${news} and ${users.routerId} = ${routerId} and ((${gone}) or (${cutOff} and not (${due}))))`;
}
