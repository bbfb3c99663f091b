import { count, desc, eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { notFound } from "@/lib/errors";

const Input = z.object({ routerId: z.uuid() });
const RUNS = 25;
const { routerStates, routers, syncRuns, syncStates, users } = schema;

type SyncStatus = (typeof syncStates.status.enumValues)[number];

export interface RouterDetails {
  router: Omit<typeof routers.$inferSelect, "apiPasswordEncrypted">;
  state: typeof routerStates.$inferSelect | undefined;
  statusCounts: Record<SyncStatus, number>;
  runs: (typeof syncRuns.$inferSelect & { username: string })[];
}

/** A router with its last seen health, how its users stand and what was done lately. Errors: forbidden, not_found. */
export async function getRouter(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<RouterDetails> {
  authorise(ctx, { staff: "read" });
  const parsed = Input.safeParse(input);
  if (!parsed.success) throw notFound("router");
  const { routerId } = parsed.data;
  const db = handle(ctx);
  const [[found], [state], statuses, runs] = await Promise.all([
    db.select().from(routers).where(eq(routers.id, routerId)),
    db.select().from(routerStates).where(eq(routerStates.routerId, routerId)),
    db
      .select({ status: syncStates.status, total: count() })
      .from(syncStates)
      .where(eq(syncStates.routerId, routerId))
      .groupBy(syncStates.status),
    db
      .select({ run: syncRuns, username: users.username })
      .from(syncRuns)
      .innerJoin(users, eq(users.id, syncRuns.userId))
      .where(eq(syncRuns.routerId, routerId))
      .orderBy(desc(syncRuns.startedAt))
      .limit(RUNS),
  ]);
  if (!found) throw notFound("router");
  const { apiPasswordEncrypted: _sealed, ...router } = found;
  return {
    router,
    state,
    statusCounts: countsOf(statuses),
    runs: runs.map(({ run, username }) => ({ ...run, username })),
  };
}

/** A number for every status, also for those that nobody has. */
export function countsOf(rows: { status: SyncStatus; total: number }[]) {
  const counts = Object.fromEntries(
    syncStates.status.enumValues.map((status) => [status, 0]),
  ) as Record<SyncStatus, number>;
  for (const { status, total } of rows) counts[status] = total;
  return counts;
}
