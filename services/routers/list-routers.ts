import { and, asc, eq, sql } from "drizzle-orm";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { openUntil } from "@/services/sync";
import type { RouterRow, RouterStateRow } from "./load-router";

const { routers, routerStates, syncStates, users } = schema;

export interface RouterSummary extends Omit<RouterRow, "apiPasswordEncrypted"> {
  state: RouterStateRow;
  /** While the breaker is open, nothing is tried before this. */
  openUntil: Date | null;
  users: { total: number; inSync: number; pending: number; failed: number; online: number };
}

/** Every router in service with what was last seen of it; cached state only. Errors: forbidden. */
export const listRouters = (ctx: Context): Promise<RouterSummary[]> => readRouters(ctx);

/** One router, or all. */
export async function readRouters(ctx: Context, routerId?: string): Promise<RouterSummary[]> {
  authorise(ctx, { staff: "read", job: true });
  const count = (when: ReturnType<typeof sql>) =>
    sql<number>`count(${syncStates.userId}) filter (where ${when})`.mapWith(Number);
  const status = syncStates.status;
  // Whoever is closed may have a row left that has to go, and is nobody's number any more.
  const isTheirs = sql`${users.status} <> 'closed'`;
  const rows = await handle(ctx)
    .select({
      router: routers,
      state: routerStates,
      users: {
        total: count(isTheirs),
        inSync: count(sql`${status} = 'in_sync' and ${isTheirs}`),
        pending: count(sql`${status} in ('pending', 'syncing')`),
        failed: count(sql`${status} = 'failed'`),
        online: count(sql`${syncStates.online}`),
      },
    })
    .from(routers)
    .innerJoin(routerStates, eq(routerStates.routerId, routers.id))
    .leftJoin(syncStates, eq(syncStates.routerId, routers.id))
    .leftJoin(users, eq(users.id, syncStates.userId))
    .where(and(eq(routers.status, "active"), routerId ? eq(routers.id, routerId) : undefined))
    .groupBy(routers.id, routerStates.routerId)
    .orderBy(asc(sql`lower(${routers.name})`));
  return rows.map(({ router: { apiPasswordEncrypted, ...router }, state, users }) => ({
    ...router,
    state,
    users,
    openUntil: openUntil(state, ctx.now()),
  }));
}
