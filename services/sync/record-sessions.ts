import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import type { ObservedRow } from "@/lib/sync";

const { desiredStates, restorations, syncStates } = schema;

/**
 * Brings the online flags of a router's users up to one reading of its sessions; writes only what differs. Of several
 * sessions of one name the first counts. Returns whose flag changed.
 */
export async function recordSessions(
  ctx: Context,
  routerId: string,
  sessions: readonly ObservedRow[],
): Promise<string[]> {
  const seen = [...new Map(sessions.map((row) => [row.name, row])).values()].map((row) => ({
    name: row.name,
    address: row.fields.address ?? null,
    started: row.startedAt ?? ctx.now(),
  }));
  const list = sql`jsonb_to_recordset(${JSON.stringify(seen)}::jsonb) as seen(name text, address text, started timestamptz)`;
  const now = sql`${ctx.now().toISOString()}::timestamptz`;
  const rows = await handle(ctx)
    .update(syncStates)
    .set({
      online: sql`found.name is not null`,
      onlineSince: sql`case when ${syncStates.online} and found.name is not null then coalesce(${syncStates.onlineSince}, found.started) else found.started end`,
      sessionAddress: sql`found.address`,
      sessionSeenAt: now,
    })
    .from(
      sql`(select d.user_id, seen.name, seen.address, seen.started from ${desiredStates} d
           left join ${list} on seen.name = d.intent->>'username' and d.intent->>'presence' = 'present'
           where d.router_id = ${routerId}) as found`,
    )
    .where(
      and(
        eq(syncStates.routerId, routerId),
        sql`${syncStates.userId} = found.user_id`,
        sql`(${syncStates.online} is distinct from (found.name is not null) or ${syncStates.sessionAddress} is distinct from found.address)`,
      ),
    )
    .returning({ userId: syncStates.userId });
  if (rows.length > 0) await stampOnlineUsers(ctx, routerId);
  return rows.map((row) => row.userId);
}

/** Stage "online" of every verified restoration whose user is online now. */
async function stampOnlineUsers(ctx: Context, routerId: string) {
  await handle(ctx)
    .update(restorations)
    .set({ onlineAt: ctx.now() })
    .from(syncStates)
    .where(
      and(
        eq(restorations.routerId, routerId),
        isNull(restorations.onlineAt),
        isNotNull(restorations.verifiedAt),
        eq(syncStates.userId, restorations.userId),
        eq(syncStates.routerId, restorations.routerId),
        eq(syncStates.online, true),
      ),
    );
}
