import { inArray } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";

const { syncStates } = schema;

/** Until their rows carry our mark, a sync could only say that somebody else's are in the way. */
export async function holdSyncs(ctx: TxContext, userIds: readonly string[]): Promise<void> {
  if (userIds.length === 0) return;
  await ctx.tx
    .update(syncStates)
    .set({ nextAttemptAt: null })
    .where(inArray(syncStates.userId, [...userIds]));
}
