import { eq } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import type { RouterVitals } from "@/lib/routeros";

// A little under the minute of the tick that asks, so that none is missed.
const POLL_EVERY_MS = 55_000;
const { routers, routerStates } = schema;

/** Writes what a reading told of the router's health, and when the next one is due. */
export async function recordVitals(
  ctx: Context,
  routerId: string,
  vitals: RouterVitals,
): Promise<void> {
  const now = ctx.now();
  await handle(ctx)
    .update(routerStates)
    .set({
      identity: vitals.identity,
      rosVersion: vitals.version,
      boardName: vitals.boardName,
      uptimeSeconds: vitals.uptimeSeconds,
      cpuLoadPercent: vitals.cpuLoadPercent,
      freeMemoryBytes: vitals.freeMemoryBytes,
      totalMemoryBytes: vitals.totalMemoryBytes,
      sessionCount: vitals.sessionCount,
      lastSeenAt: now,
      nextPollAt: new Date(now.getTime() + POLL_EVERY_MS),
    })
    .where(eq(routerStates.routerId, routerId));
}

/**
 * Remembers which machine this is at first contact. Another serial number later means another router: it is only
 * watched from then on, until staff have looked and press "Start managing" again. Returns false then.
 */
export async function recordHardware(
  ctx: Context,
  router: typeof routers.$inferSelect,
  hardwareId: string | undefined,
): Promise<boolean> {
  if (!hardwareId || hardwareId === router.hardwareId) return true;
  if (!router.hardwareId) {
    await handle(ctx).update(routers).set({ hardwareId }).where(eq(routers.id, router.id));
    return true;
  }
  if (router.syncPolicy !== "observe_only")
    await handle(ctx)
      .update(routers)
      .set({ syncPolicy: "observe_only" })
      .where(eq(routers.id, router.id));
  await handle(ctx)
    .update(routerStates)
    .set({
      brakeReason: `Another router answers at this address: its serial number is ${hardwareId}, it was ${router.hardwareId}. Nothing is changed on it until staff start managing it.`,
      brakeSince: ctx.now(),
    })
    .where(eq(routerStates.routerId, router.id));
  return false;
}
