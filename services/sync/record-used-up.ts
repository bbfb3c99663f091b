import { and, eq, sql } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";

const { syncStates } = schema;

/** Keeps who may use nothing more, by one reading of a router; writes only what differs. */
export async function recordUsedUp(
  ctx: Context,
  routerId: string,
  userIds: string[],
): Promise<void> {
  const spent = sql`${syncStates.userId} in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(userIds)}::jsonb))`;
  await handle(ctx)
    .update(syncStates)
    .set({ usedUp: spent })
    .where(and(eq(syncStates.routerId, routerId), sql`${syncStates.usedUp} <> ${spent}`));
}
