import { eq } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";

const { routers, routerStates } = schema;

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
