import { and, eq, inArray, ne } from "drizzle-orm";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { isPaused } from "@/services/installation";
import { enqueueEvent } from "@/services/outbox";
import { isDue } from "./is-due";

// A comparison that was lost is asked for again after this long.
const GRACE_MS = 5 * 60_000;
// None is ever put off for so long.
const LONGEST_MS = 30 * 60_000;
const { routers, routerStates } = schema;

/** Sweep: asks for a comparison of every router that is due for one and not known to be down. Errors: forbidden. */
export async function sweepReconciles(ctx: Context): Promise<{ requested: number }> {
  authorise(ctx, { job: true });
  if (await isPaused(ctx)) return { requested: 0 };
  return withTransaction(ctx, async (tx) => {
    const due = await tx.tx
      .select({ routerId: routerStates.routerId })
      .from(routerStates)
      .innerJoin(routers, eq(routers.id, routerStates.routerId))
      .where(
        and(
          eq(routers.status, "active"),
          // The poll sees its return, and makes it due.
          ne(routerStates.reachability, "down"),
          isDue(routerStates.nextReconcileAt, tx.now(), LONGEST_MS),
        ),
      )
      .limit(500)
      .for("update", { of: routerStates, skipLocked: true });
    if (due.length === 0) return { requested: 0 };
    await tx.tx
      .update(routerStates)
      .set({ nextReconcileAt: new Date(tx.now().getTime() + GRACE_MS) })
      .where(
        inArray(
          routerStates.routerId,
          due.map((row) => row.routerId),
        ),
      );
    for (const { routerId } of due)
      await enqueueEvent(tx, "network/router.reconcile.requested", { routerId });
    return { requested: due.length };
  });
}
