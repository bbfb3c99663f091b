import { count } from "drizzle-orm";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";

const { syncStates } = schema;

export type SyncStatus = (typeof syncStates.status.enumValues)[number];
export type SyncCounts = Record<SyncStatus, number>;

/** How many users stand at each sync status; also those that nobody has. Errors: forbidden. */
export async function getSyncCounts(ctx: Context): Promise<SyncCounts> {
  authorise(ctx, { staff: "read" });
  const rows = await handle(ctx)
    .select({ status: syncStates.status, total: count() })
    .from(syncStates)
    .groupBy(syncStates.status);
  const none = syncStates.status.enumValues.map((status) => [status, 0]);
  const counts = Object.fromEntries(none) as SyncCounts;
  for (const { status, total } of rows) counts[status] = total;
  return counts;
}
