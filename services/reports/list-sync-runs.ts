import { desc, eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { uuid } from "@/lib/id";

const { syncRuns, users } = schema;
const Input = z.object({ routerId: uuid(), limit: z.int().min(1).max(200).default(25) });

export type RouterSyncRun = typeof syncRuns.$inferSelect & { username: string };

/** What the engine did on a router, newest first. Errors: forbidden. */
export async function listSyncRuns(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<RouterSyncRun[]> {
  authorise(ctx, { staff: "read" });
  const { routerId, limit } = Input.parse(input);
  const rows = await handle(ctx)
    .select({ run: syncRuns, username: users.username })
    .from(syncRuns)
    .innerJoin(users, eq(users.id, syncRuns.userId))
    .where(eq(syncRuns.routerId, routerId))
    .orderBy(desc(syncRuns.startedAt))
    .limit(limit);
  return rows.map(({ run, username }) => ({ ...run, username }));
}
