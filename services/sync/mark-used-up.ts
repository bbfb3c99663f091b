import { and, eq, inArray } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";

const { syncStates } = schema;

/** These users of a router were just seen to have used all that they bought: the next payment renews them. */
export async function markUsedUp(ctx: Context, routerId: string, userIds: string[]): Promise<void> {
  if (userIds.length === 0) return;
  await handle(ctx)
    .update(syncStates)
    .set({ usedUp: true })
    .where(and(eq(syncStates.routerId, routerId), inArray(syncStates.userId, userIds)));
}
