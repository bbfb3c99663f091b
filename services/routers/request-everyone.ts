import { eq } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { enqueueEvent } from "@/services/outbox";
import { requestDrifted } from "@/services/sync";

/** Asks for a check of every user that this router has, or had, and of the router's own rules. Returns how many users. */
export async function requestEveryone(ctx: TxContext, routerId: string): Promise<number> {
  const rows = await ctx.tx
    .select({ userId: schema.syncStates.userId })
    .from(schema.syncStates)
    .where(eq(schema.syncStates.routerId, routerId));
  const userIds = rows.map((row) => row.userId);
  await requestDrifted(ctx, routerId, userIds);
  await enqueueEvent(ctx, "network/router.reconcile.requested", { routerId });
  return userIds.length;
}
