import { asc, eq, sql } from "drizzle-orm";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";

const { routerStates, routers, syncStates, users } = schema;

export interface RouterRow {
  id: string;
  name: string;
  host: string;
  port: number;
  transport: (typeof routers.transport.enumValues)[number];
  syncPolicy: (typeof routers.syncPolicy.enumValues)[number];
  reachability: (typeof routerStates.reachability.enumValues)[number];
  lastSeenAt: Date | null;
  lastError: string | null;
  rosVersion: string | null;
  boardName: string | null;
  cpuLoadPercent: number | null;
  sessionCount: number | null;
  brakeReason: string | null;
  userCount: number;
  outOfSyncCount: number;
}

/** All routers in use with what was last seen of them; no router is asked. Errors: forbidden. */
export async function listRouters(ctx: Context): Promise<RouterRow[]> {
  authorise(ctx, { staff: "read" });
  const rows = await handle(ctx)
    .select({
      router: routers,
      state: routerStates,
      userCount: sql<number>`(select count(*)::int from ${users} where ${users.routerId} = ${routers.id} and ${users.status} <> 'closed')`,
      outOfSyncCount: sql<number>`(select count(*)::int from ${syncStates} where ${syncStates.routerId} = ${routers.id} and ${syncStates.status} <> 'in_sync')`,
    })
    .from(routers)
    .leftJoin(routerStates, eq(routerStates.routerId, routers.id))
    .where(eq(routers.status, "active"))
    .orderBy(asc(sql`lower(${routers.name})`));
  return rows.map(({ router, state, userCount, outOfSyncCount }) => ({
    id: router.id,
    name: router.name,
    host: router.host,
    port: router.port,
    transport: router.transport,
    syncPolicy: router.syncPolicy,
    reachability: state?.reachability ?? "unknown",
    lastSeenAt: state?.lastSeenAt ?? null,
    lastError: state?.lastError ?? null,
    rosVersion: state?.rosVersion ?? null,
    boardName: state?.boardName ?? null,
    cpuLoadPercent: state?.cpuLoadPercent ?? null,
    sessionCount: state?.sessionCount ?? null,
    brakeReason: state?.brakeReason ?? null,
    userCount,
    outOfSyncCount,
  }));
}
