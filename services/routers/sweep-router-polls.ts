import { and, eq, inArray } from "drizzle-orm";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { isPaused } from "@/services/installation";
import { enqueueEvent } from "@/services/outbox";
import { isDue } from "@/services/sync";

// Claimed for this long; the poll itself sets the next one. A little under a minute, so that no tick is missed.
const CLAIM_MS = 55_000;
// None is ever put off for so long.
const LONGEST_MS = 5 * CLAIM_MS;
const { routers, routerStates } = schema;

/** Sweep: asks for a poll of every router that is due for one. Errors: forbidden. */
export async function sweepRouterPolls(ctx: Context): Promise<{ requested: number }> {
  authorise(ctx, { job: true });
  if (await isPaused(ctx)) return { requested: 0 };
  return withTransaction(ctx, async (tx) => {
    const due = await tx.tx
      .select({ routerId: routerStates.routerId })
      .from(routerStates)
      .innerJoin(routers, eq(routers.id, routerStates.routerId))
      .where(
        and(eq(routers.status, "active"), isDue(routerStates.nextPollAt, tx.now(), LONGEST_MS)),
      )
      .limit(500)
      .for("update", { of: routerStates, skipLocked: true });
    if (due.length === 0) return { requested: 0 };
    const ids = due.map((row) => row.routerId);
    await tx.tx
      .update(routerStates)
      .set({ nextPollAt: new Date(tx.now().getTime() + CLAIM_MS) })
      .where(inArray(routerStates.routerId, ids));
    for (const routerId of ids)
      await enqueueEvent(tx, "network/router.poll.requested", { routerId });
    return { requested: ids.length };
  });
}
