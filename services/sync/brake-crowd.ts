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
  const access = sql`${desiredStates.intent}->>'access'`;
  // Who has moved has access elsewhere.
  const isHere = eq(users.routerId, routerId);
  const gone = sql`${desiredStates.intent}->>'presence' = 'absent'`;
  const cutOff = sql`${access} <> 'on' and ${syncStates.written}->>'access' = 'on'`;
  const due = sql`${users.status} = 'active' and coalesce(${users.accessEndsAt} <= ${ctx.now().toISOString()}::timestamptz, true)`;
  const approved = routerState.planApprovedAt?.toISOString() ?? "-infinity";
  const news = sql`${desiredStates.declaredAt} > ${approved}::timestamptz`;
  const owed = sql`${syncStates.requestedSeq} > ${syncStates.handledSeq} and not ${syncStates.urgent}`;
  const [counted] = await handle(ctx)
    .select({
      ownedRows: sql<number>`count(*)::int`,
      removals: sql<number>`(count(*) filter (where ${owed} and ${news} and ${isHere} and ((${gone}) or (${cutOff} and not (${due})))))::int`,
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
