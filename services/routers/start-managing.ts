import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { countOf } from "@/lib/count-of";
import { schema } from "@/lib/db";
import { conflict } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";
import { countLossesSince } from "@/services/sync";
import { loadRouter } from "./load-router";
import { requestEveryone } from "./request-everyone";

const Input = z.object({
  routerId: uuid(),
  policy: z.enum(["full", "no_deletes"]).default("full"),
  /** When the plan was read that staff let through; for whom they saw no plan leaves it out. */
  seenAt: z.iso.datetime().optional(),
});
const { routers, routerStates } = schema;

/**
 * From now on the router is made to agree with the database, and everybody on it is checked. Also lets go of a brake:
 * staff have looked, and the machine that answers now is the right one. Errors: forbidden, not_found, conflict (more would
 * be cut off by now than in the plan that was seen).
 */
export async function startManaging(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<{ users: number }> {
  authorise(ctx, { staff: "routers.write" });
  const { routerId, policy, seenAt } = Input.parse(input);
  return withTransaction(ctx, async (tx) => {
    const { router, state } = await loadRouter(tx, routerId);
    if (state.brakeReason && seenAt) await refuseIfMore(tx, routerId, seenAt);
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

/** What staff let through is what they have seen. */
async function refuseIfMore(ctx: TxContext, routerId: string, seenAt: string) {
  const more = await countLossesSince(ctx, routerId, seenAt);
  if (more > 0)
    throw conflict(
      `${countOf(more, "more user")} would be cut off by now than in this plan. Close it, and look again.`,
    );
}
