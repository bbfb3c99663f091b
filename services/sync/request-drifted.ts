import { and, eq, inArray, sql } from "drizzle-orm";
import { type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { enqueueEvent } from "@/services/outbox";

const GRACE_MS = 60_000;
const BATCH = 5_000;
const { syncStates } = schema;

/** Asks for these users of a router, as one event for all. Writes nothing when there are none. */
export async function requestDrifted(
  ctx: Context,
  routerId: string,
  userIds: string[],
): Promise<void> {
  if (userIds.length === 0) return;
  await withTransaction(ctx, async (tx) => {
    for (let i = 0; i < userIds.length; i += BATCH)
      await tx.tx
        .update(syncStates)
        .set({
          requestedSeq: sql`${syncStates.requestedSeq} + 1`,
          status: sql`case when ${syncStates.leaseOwner} is null then 'pending' else ${syncStates.status} end`,
          nextAttemptAt: new Date(tx.now().getTime() + GRACE_MS),
          updatedAt: tx.now(),
        })
        .where(
          and(
            eq(syncStates.routerId, routerId),
            inArray(syncStates.userId, userIds.slice(i, i + BATCH)),
          ),
        );
    await enqueueEvent(tx, "network/router.sync.requested", { routerId });
  });
}
