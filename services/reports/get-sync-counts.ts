import { count, eq, ne, or } from "drizzle-orm";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";

const { syncStates, users } = schema;

export type SyncStatus = (typeof syncStates.status.enumValues)[number];
export type SyncCounts = Record<SyncStatus, number>;

/** How many users stand at each sync status; also those that nobody has. Errors: forbidden. */
export async function getSyncCounts(ctx: Context): Promise<SyncCounts> {
  authorise(ctx, { staff: "read" });
  const rows = await handle(ctx)
    .select({ status: syncStates.status, total: count() })
    .from(syncStates)
    .innerJoin(users, eq(users.id, syncStates.userId))
    // Whoever is closed and gone from the router is nobody's number any more.
    .where(or(ne(users.status, "closed"), ne(syncStates.status, "in_sync")))
    .groupBy(syncStates.status);
  const none = syncStates.status.enumValues.map((status) => [status, 0]);
  const counts = Object.fromEntries(none) as SyncCounts;
  for (const { status, total } of rows) counts[status] = total;
  return counts;
}
