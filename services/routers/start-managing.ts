import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";
import { loadRouter } from "./load-router";
import { requestEveryone } from "./request-everyone";

const Input = z.object({
  routerId: uuid(),
  policy: z.enum(["full", "no_deletes"]).default("full"),
});
const { routers, routerStates } = schema;

/**
 * From now on the router is made to agree with the database, and everybody on it is checked. Also lets go of a brake:
 * staff have looked, and the machine that answers now is the right one. Errors: forbidden, not_found.
 */
export async function startManaging(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<{ users: number }> {
  authorise(ctx, { staff: "routers.write" });
  const { routerId, policy } = Input.parse(input);
  return withTransaction(ctx, async (tx) => {
    const { router, state } = await loadRouter(tx, routerId);
    await tx.tx
      .update(routers)
      .set({
        syncPolicy: policy,
        managedSince: router.managedSince ?? tx.now(),
        ...(state.brakeReason && { hardwareId: null }),
      })
      .where(and(eq(routers.id, routerId)));
    await tx.tx
      .update(routerStates)
      .set({ brakeReason: null, brakeSince: null, planApprovedAt: tx.now() })
      .where(eq(routerStates.routerId, routerId));
    await recordAudit(tx, {
      action: "routers.start_managing",
      entity: { kind: "router", id: routerId },
      data: { policy, before: router.syncPolicy, brake: state.brakeReason },
    });
    return { users: await requestEveryone(tx, routerId) };
  });
}
