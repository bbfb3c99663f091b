import { and, eq, gt, isNotNull, type SQL, sql } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { judgeBrake } from "@/lib/sync";
import { isStateOfDesired, isUnseen } from "@/services/desired-state";
import type { RouterHead } from "./load-targets";
import { isNoLoss } from "./no-loss";

const { desiredStates, routerStates, syncStates, users } = schema;

/**
 * Pulls the brake before a crowd is worked on, if more of them would lose access, or their rows, than a mistake may cost,
 * although no time has run out and nobody asked for it just now. What staff have let through is not asked again. Returns
 * the router as it then stands.
 */
export async function brakeCrowd(ctx: Context, head: RouterHead): Promise<RouterHead> {
  const { routerId, routerState } = head;
  if (routerState.brakeReason !== null) return head;
  const losses = await countLosses(ctx, routerId, {
    since: routerState.planApprovedAt?.toISOString() ?? "-infinity",
    among: sql`${syncStates.requestedSeq} > ${syncStates.handledSeq} and not ${syncStates.urgent}`,
  });
  const brakeReason = judgeBrake({ ...losses, expectedRows: 0 });
  if (brakeReason === undefined) return head;
  const brake = { brakeReason, brakeSince: ctx.now() };
  await handle(ctx).update(routerStates).set(brake).where(eq(routerStates.routerId, routerId));
  return { ...head, routerState: { ...routerState, ...brake } };
}

/** How many more would lose access, or their rows, than when staff looked. Whoever calls has authorised. */
export async function countLossesSince(
  ctx: Context,
  routerId: string,
  since: string,
): Promise<number> {
  return (await countLosses(ctx, routerId, { since, among: isUnseen })).removals;
}

/** Everybody who was on the router, and who of some of them loses access, or their rows, by what was declared since. */
async function countLosses(
  ctx: Context,
  routerId: string,
  { since, among }: { since: string; among: SQL },
) {
  const news = sql`${desiredStates.declaredAt} > ${since}::timestamptz`;
  const gone = sql`${desiredStates.intent}->>'presence' = 'absent'`;
  const cutOff = sql`${desiredStates.intent}->>'access' <> 'on' and ${syncStates.written}->>'access' = 'on'`;
  const isLoss = sql`${news} and not ${isNoLoss(ctx, routerId)} and (${gone} or (${cutOff}))`;
  const [counted] = await handle(ctx)
    .select({
      ownedRows: sql<number>`count(*)::int`,
      removals: sql<number>`(count(*) filter (where ${among} and ${isLoss}))::int`,
    })
    .from(desiredStates)
    .innerJoin(syncStates, isStateOfDesired)
    .innerJoin(users, eq(users.id, desiredStates.userId))
    .where(
      and(
        eq(desiredStates.routerId, routerId),
        gt(syncStates.observedGeneration, 0),
        isNotNull(syncStates.written),
      ),
    );
  return counted ?? { ownedRows: 0, removals: 0 };
}
