import { and, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { type Context, handle } from "@/lib/context";
import { executeRows, schema } from "@/lib/db";
import {
  type LastSession,
  type Refusal,
  type RouterPort,
  readLastSessions,
  readUsedUp,
} from "@/lib/routeros";
import type { Intent, ObservedRow } from "@/lib/sync";
import { markUsedUp } from "@/services/sync";

const { desiredStates, syncStates, userSightings } = schema;
/** So many logins that went offline are noted, and asked after, in one poll; the others in the next. */
export const MOST_MISSING = 200;

const Flip = z.object({
  userId: z.string(),
  username: z.string(),
  service: z.enum(["pppoe", "static", "hotspot"]),
  online: z.boolean().nullable(),
});
type Flip = z.output<typeof Flip>;

/**
 * Notes which of these users' devices came or went since the poll before, whoever saw it first. Writes nothing for the others. Returns
 * them: all who came, and a bounded number of those who went.
 */
export async function noteFlips(
  ctx: Context,
  routerId: string,
  { rows: sessions, userIds }: { rows: readonly ObservedRow[]; userIds: readonly string[] },
): Promise<Flip[]> {
  const callers = sql`jsonb_to_recordset(${JSON.stringify(callersOf(sessions))}::jsonb) as seen(name text, caller text)`;
  const now = sql`${ctx.now().toISOString()}::timestamptz`;
  const query = sql`
    with found as (
      select s.user_id, s.router_id, s.online, coalesce(seen.caller, k.caller_id) as caller,
             k.online as was_online, k.last_online_at, d.intent->>'username' as username,
             d.intent->>'serviceType' as service,
             row_number() over (partition by s.online is false and d.intent->>'serviceType' <> 'static'
                                order by k.user_id is null, s.user_id) as place
      from ${syncStates} s
      join ${desiredStates} d on d.user_id = s.user_id and d.router_id = s.router_id
      left join ${userSightings} k on k.user_id = s.user_id and k.router_id = s.router_id
      left join ${callers} on s.online and seen.name = d.intent->>'username'
      where s.router_id = ${routerId} and s.user_id = any(${sql.param([...userIds])}::uuid[]) and d.intent->>'presence' = 'present'
        and (k.user_id is null or k.online is distinct from s.online
             or (seen.caller is not null and k.caller_id is distinct from seen.caller))
    ), flips as (
      select * from found where place <= ${MOST_MISSING} or online is not false or service = 'static'
    ), noted as (
      insert into ${userSightings} as k (user_id, router_id, online, last_online_at, caller_id)
      select user_id, router_id, online, case when online then ${now} end, caller from flips
      on conflict (user_id, router_id) do update set
        online = excluded.online,
        caller_id = excluded.caller_id,
        last_online_at = case when excluded.online or k.online then ${now} else k.last_online_at end,
        went_offline_at = case when excluded.online is false and k.online then ${now}
                               when excluded.online then null else k.went_offline_at end,
        refusal_count = case when excluded.online and k.online is not true then 0 else k.refusal_count end,
        cap_used_at = case when excluded.online then null else k.cap_used_at end
    )
    select user_id as "userId", username, service, online from flips`;
  return executeRows(handle(ctx), query, Flip);
}

function callersOf(sessions: readonly ObservedRow[]) {
  const seen = sessions.flatMap(({ name, fields }) => {
    const caller = fields["caller-id"] ?? fields["mac-address"];
    return caller ? [[name, { name, caller }] as const] : [];
  });
  return [...new Map(seen).values()];
}

/** Asks the router how the sessions of those ended who went offline, and keeps it. */
export async function askAfterMissing(
  ctx: Context,
  port: RouterPort,
  routerId: string,
  flips: readonly Flip[],
): Promise<void> {
  const missing = (service: Intent["serviceType"]) =>
    flips.filter((flip) => flip.online === false && flip.service === service);
  const [dialled, signedIn] = [missing("pppoe"), missing("hotspot")];
  const [ended, usedUp] = await Promise.all([
    readLastSessions(
      port,
      dialled.map(({ username }) => username),
    ),
    readUsedUp(
      port,
      signedIn.map(({ username }) => username),
    ),
  ]);
  await keepEndings(ctx, routerId, idsByName(dialled), ended);
  const users = idsByName(signedIn);
  const capped = usedUp.flatMap((name) => users.get(name) ?? []);
  if (capped.length === 0) return;
  await handle(ctx)
    .update(userSightings)
    .set({ capUsedAt: ctx.now() })
    .where(and(eq(userSightings.routerId, routerId), inArray(userSightings.userId, capped)));
  await markUsedUp(ctx, routerId, capped);
}

const idsByName = (flips: readonly Flip[]) =>
  new Map(flips.map(({ username, userId }) => [username, userId]));

async function keepEndings(
  ctx: Context,
  routerId: string,
  users: Map<string, string>,
  sessions: readonly LastSession[],
) {
  const list = sessions.flatMap(({ name, callerId = null, reason = null, endedSecondsAgo }) => {
    const userId = users.get(name);
    if (!userId || (!callerId && !reason && endedSecondsAgo === undefined)) return [];
    const ended =
      endedSecondsAgo === undefined
        ? null
        : new Date(ctx.now().getTime() - endedSecondsAgo * 1000).toISOString();
    return [{ user_id: userId, caller: callerId, reason, ended }];
  });
  if (list.length === 0) return;
  await handle(ctx).execute(sql`
    update ${userSightings} k
    set caller_id = coalesce(x.caller, k.caller_id), disconnect_reason = x.reason,
        last_online_at = coalesce(x.ended, k.last_online_at),
        went_offline_at = coalesce(x.ended, k.went_offline_at)
    from jsonb_to_recordset(${JSON.stringify(list)}::jsonb)
      as x(user_id uuid, caller text, reason text, ended timestamptz)
    where k.user_id = x.user_id and k.router_id = ${routerId}`);
}

/** Counts refused sign-ins to the users whose logins they were for. Logins that are not ours are left out. */
export async function noteRefusals(
  ctx: Context,
  routerId: string,
  refusals: readonly Refusal[],
): Promise<void> {
  if (refusals.length === 0) return;
  const byLogin = new Map<string, Refusal & { times: number }>();
  for (const refusal of refusals) {
    const key = `${refusal.service} ${refusal.name}`;
    byLogin.set(key, { ...refusal, times: (byLogin.get(key)?.times ?? 0) + 1 });
  }
  await handle(ctx).execute(sql`
    update ${userSightings} k
    set refused_at = ${ctx.now().toISOString()}::timestamptz, refusal_reason = x.reason::refusal_reason,
        refusal_count = k.refusal_count + x.times
    from ${desiredStates} d, jsonb_to_recordset(${JSON.stringify([...byLogin.values()])}::jsonb)
      as x(service text, name text, reason text, times int)
    where k.router_id = ${routerId} and d.router_id = k.router_id and d.user_id = k.user_id
      and d.intent->>'serviceType' = x.service and d.intent->>'username' = x.name
      and d.intent->>'presence' = 'present'`);
}
