import { and, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";
import { enqueueEvent } from "@/services/outbox";

const Input = z.object({ userId: uuid() });
const GRACE_MS = 30_000;
const { routers, syncStates } = schema;

/**
 * "Sync now": asks for a check of one user on every router in service that knows them. Errors: forbidden, not_found
 * (also of who was on no other than such that were removed).
 */
export async function requestSync(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<{ routers: number }> {
  authorise(ctx, { staff: "sync.run", job: true });
  const { userId } = Input.parse(input);
  return withTransaction(ctx, async (tx) => {
    const rows = await tx.tx
      .update(syncStates)
      .set({
        requestedSeq: sql`${syncStates.requestedSeq} + 1`,
        urgent: true,
        status: sql`case when ${syncStates.leaseOwner} is null then 'pending' else ${syncStates.status} end`,
        nextAttemptAt: new Date(tx.now().getTime() + GRACE_MS),
        updatedAt: tx.now(),
      })
      .where(and(eq(syncStates.userId, userId), inArray(syncStates.routerId, inService(tx))))
      .returning({ routerId: syncStates.routerId });
    if (rows.length === 0) throw notFound("user");
    for (const { routerId } of rows)
      await enqueueEvent(tx, "network/user.sync.requested", { userId, routerId });
    await recordAudit(tx, { action: "sync.request", entity: { kind: "user", id: userId } });
    return { routers: rows.length };
  });
}

/** One that was removed is gone with what it holds. */
const inService = ({ tx }: TxContext) =>
  tx.select({ id: routers.id }).from(routers).where(eq(routers.status, "active"));
