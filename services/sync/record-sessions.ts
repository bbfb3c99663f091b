import { and, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { type Intent, isSighting, isUndecided, type ObservedRow, serviceKinds } from "@/lib/sync";

const { desiredStates, restorations, syncStates } = schema;

type Service = Intent["serviceType"];

const SERVICE_OF = new Map(
  Object.entries(serviceKinds).map(([service, { sighting }]) => [sighting, service as Service]),
);

/**
 * Brings the online flags of a router's users of these service types up to one reading of its sessions; writes only
 * what differs. Of several sessions of one name the first counts; a static address that nobody pings, or
 * whose pings have yet to be counted, is neither online nor offline. Returns whose flag changed.
 */
export async function recordSessions(
  ctx: Context,
  routerId: string,
  {
    rows: observed,
    services,
    userIds,
  }: {
    rows: readonly ObservedRow[];
    services: readonly Service[];
    /** Only these users; the reading need not speak of others. */
    userIds?: readonly string[];
  },
): Promise<string[]> {
  const list = sql`jsonb_to_recordset(${JSON.stringify(sightings(ctx, observed))}::jsonb) as seen(service text, name text, up boolean, address text, started timestamptz)`;
  const now = sql`${ctx.now().toISOString()}::timestamptz`;
  const rows = await handle(ctx)
    .update(syncStates)
    .set({
      online: sql`found.online`,
      onlineSince: sql`case when ${syncStates.online} and found.online then coalesce(${syncStates.onlineSince}, found.started) else found.started end`,
      sessionAddress: sql`found.address`,
      sessionSeenAt: now,
    })
    .from(
      sql`(select d.user_id,
                  case when d.intent->>'serviceType' = 'static' then seen.up else seen.up is not null end as online,
                  case when seen.up then seen.address end as address,
                  case when seen.up then seen.started end as started
           from ${desiredStates} d
           left join ${list} on seen.service = d.intent->>'serviceType' and d.intent->>'presence' = 'present'
             and seen.name = case when d.intent->>'serviceType' = 'static' then d.intent->'address'->>'fixed' else d.intent->>'username' end
           where d.router_id = ${routerId} and ${inArray(sql`d.intent->>'serviceType'`, [...services])}
             and ${userIds ? sql`d.user_id = any(${sql.param([...userIds])}::uuid[])` : sql`true`}) as found`,
    )
    .where(
      and(
        eq(syncStates.routerId, routerId),
        sql`${syncStates.userId} = found.user_id`,
        sql`(${syncStates.online} is distinct from found.online or ${syncStates.sessionAddress} is distinct from found.address)`,
      ),
    )
    .returning({ userId: syncStates.userId });
  if (rows.length > 0) await stampOnlineUsers(ctx, routerId);
  return rows.map((row) => row.userId);
}

function sightings(ctx: Context, rows: readonly ObservedRow[]) {
  const seen = rows.flatMap((row) => {
    const service = SERVICE_OF.get(row.kind);
    if (!service) return [];
    const address = row.fields.address ?? (service === "static" ? row.name : null);
    const started = row.startedAt ?? ctx.now();
    const up = isUndecided(row) ? null : isSighting(row);
    return [{ service, name: row.name, up, address, started }];
  });
  const first = new Map<string, (typeof seen)[number]>();
  for (const one of seen) {
    const key = `${one.service} ${one.name}`;
    if (!first.has(key)) first.set(key, one);
  }
  return [...first.values()];
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
