import { and, eq, sql } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import type { RouterPort } from "@/lib/routeros";
import { type Intent, type ObservedRow, serviceKinds, type UnreadTable } from "@/lib/sync";
import { isStateOfDesired } from "@/services/desired-state";
import { inSlices, recordSessions, requestDrifted } from "@/services/sync";
import { findChanged } from "./find-changed";
import { askAfterMissing, MOST_MISSING, noteFlips } from "./record-sightings";
import { keepSessions, takeSessions } from "./session-memories";

const { desiredStates, syncStates } = schema;
const serviceType = sql<Intent["serviceType"]>`${desiredStates.intent}->>'serviceType'`;

/**
 * Brings what is known of a router's devices up to one reading of its sessions: who is online and from where, who came
 * and went, who is online although cut off. Looks only at users of whom something has changed on either side since the
 * last poll of this process.
 */
export async function noteSessions(
  ctx: Context,
  port: RouterPort,
  routerId: string,
  {
    tables,
    services,
  }: { tables: readonly UnreadTable[]; services: readonly Intent["serviceType"][] },
): Promise<void> {
  const kept = takeSessions(ctx, routerId);
  const { changed, rowsOf } = await inSlices(kept.memory.look(tables));
  const { userIds, keys, asOf } = await findChanged(ctx, routerId, { changed, asOf: kept.asOf });
  kept.asOf = asOf;
  if (userIds.length > 0) {
    const rows = rowsOf(keys);
    await recordSessions(ctx, routerId, { rows, services, userIds });
    await requestTrespassers(ctx, routerId, rows);
    const flips = await noteFlips(ctx, routerId, { rows, userIds });
    await askAfterMissing(ctx, port, routerId, flips);
    // Those beyond the bound are looked for in the next poll, which must look at everybody to find them.
    if (flips.filter(({ online }) => online === false).length >= MOST_MISSING) return;
  }
  keepSessions(routerId, kept);
}

/**
 * Sessions of users who were seen cut off: somebody let them in by hand, or a kick was lost. An address that is cut off
 * may still answer the router's pings.
 */
async function requestTrespassers(ctx: Context, routerId: string, rows: readonly ObservedRow[]) {
  for (const service of ["pppoe", "hotspot"] as const) {
    const sessions = rows.filter((row) => row.kind === serviceKinds[service].sighting);
    const names = [...new Set(sessions.map((row) => row.name))];
    if (names.length > 0) await requestCutOff(ctx, routerId, service, names);
  }
}

async function requestCutOff(
  ctx: Context,
  routerId: string,
  service: Intent["serviceType"],
  names: string[],
) {
  const rows = await handle(ctx)
    .select({ userId: syncStates.userId })
    .from(syncStates)
    .innerJoin(desiredStates, isStateOfDesired)
    .where(
      and(
        eq(syncStates.routerId, routerId),
        eq(syncStates.status, "in_sync"),
        eq(serviceType, service),
        // Walled PPPoE users keep a session to the pay page; a hotspot's pay page needs none.
        service === "pppoe"
          ? sql`${desiredStates.intent}->>'access' = 'off'`
          : sql`${desiredStates.intent}->>'access' <> 'on'`,
        sql`${desiredStates.intent}->>'presence' = 'present'`,
        sql`${desiredStates.intent}->>'username' = any(${sql.param(names)}::text[])`,
      ),
    );
  await requestDrifted(
    ctx,
    routerId,
    rows.map((row) => row.userId),
  );
}
