import { sql } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { executeRows } from "@/lib/db";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";
import { declareDesiredStates } from "@/services/desired-state";
import { beginGrace } from "./expiry/begin-grace";
import { endOfAccess, isDue, isProtected, type SweepTimes } from "./expiry/due";
import { markSweep } from "./expiry/mark-sweep";
import { renewFromWallets } from "./expiry/renew-from-wallets";

const BATCH = 500;
const MAX_BATCHES_PER_ROUTER = 20;
const Router = z.object({ router_id: uuid(), held: z.coerce.number(), due: z.coerce.number() });
const Expired = z.object({ id: uuid() });

/**
 * Sweep: ends the access of users whose time has run out, per router and set-based. Wallets are spent first, then
 * grace is given, and nobody is cut while money of theirs may be on its way (expiry/due.ts says for how long). A user who is being
 * renewed at this moment is passed over. Returns how many were cut, and how many are held. Errors: forbidden.
 */
export async function expireDueUsers(ctx: Context): Promise<{ expired: number; held: number }> {
  authorise(ctx, { job: true });
  const times = { now: ctx.now(), resumedAt: await markSweep(ctx, "expire-due-users") };
  await renewFromWallets(ctx);
  await beginGrace(ctx);
  const routers = await executeRows(
    ctx.db,
    sql`select u.router_id, count(*) filter (where ${isProtected(times)}) as held, count(*) as due
        from users u where ${isDue(times.now)} group by u.router_id`,
    Router,
  );
  let expired = 0;
  for (const router of routers) {
    if (router.due > router.held) expired += await expireOnRouter(ctx, router.router_id, times);
  }
  return { expired, held: routers.reduce((sum, router) => sum + router.held, 0) };
}

async function expireOnRouter(ctx: Context, routerId: string, times: SweepTimes): Promise<number> {
  let expired = 0;
  for (let batch = 0; batch < MAX_BATCHES_PER_ROUTER; batch++) {
    const count = await expireBatch(ctx, routerId, times);
    expired += count;
    if (count < BATCH) break;
  }
  return expired;
}

const expireBatch = (ctx: Context, routerId: string, times: SweepTimes): Promise<number> =>
  withTransaction(ctx, async (tx) => {
    const now = times.now.toISOString();
    const rows = await executeRows(
      tx.tx,
      sql`with due as (
            select u.id from users u
            where u.router_id = ${routerId}::uuid and ${isDue(times.now)} and not ${isProtected(times)}
            order by u.id limit ${BATCH} for no key update of u skip locked)
          update users u set expired_at = ${now}::timestamptz, provisional_until = null
          from due where u.id = due.id and ${endOfAccess} <= ${now}::timestamptz
          returning u.id`,
      Expired,
    );
    const userIds = rows.map((row) => row.id);
    if (userIds.length === 0) return 0;
    await declareDesiredStates(tx, { userIds, reason: "time ran out" });
    await recordAudit(tx, {
      action: "billing.expire",
      entity: { kind: "router", id: routerId },
      data: { userIds },
    });
    return userIds.length;
  });
