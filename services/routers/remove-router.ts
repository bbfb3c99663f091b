import { and, count, eq, ne, sql } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict } from "@/lib/errors";
import { dropRouter } from "@/lib/routeros";
import { recordAudit } from "@/services/audit";
import { isStateOfDesired } from "@/services/sync";
import { loadRouter } from "./load-router";

const Input = z.object({ routerId: z.uuid() });
const { desiredStates, routers, syncStates, users } = schema;

/** Takes an empty router out of service. Errors: forbidden, not_found, conflict (users are, or were not seen to be gone). */
export async function removeRouter(ctx: Context, input: z.input<typeof Input>): Promise<void> {
  authorise(ctx, { staff: "routers.write" });
  const { routerId } = Input.parse(input);
  await withTransaction(ctx, async (tx) => {
    await loadRouter(tx, routerId);
    await refuseUnlessEmpty(tx, routerId);
    await tx.tx
      .update(routers)
      .set({ status: "removed", removedAt: tx.now() })
      .where(eq(routers.id, routerId));
    await recordAudit(tx, { action: "routers.remove", entity: { kind: "router", id: routerId } });
    tx.afterCommit.push(() => dropRouter(routerId));
  });
}

async function refuseUnlessEmpty(ctx: TxContext, routerId: string) {
  const [here] = await ctx.tx
    .select({ n: count() })
    .from(users)
    .where(and(eq(users.routerId, routerId), ne(users.status, "closed")));
  if (here && here.n > 0) throw conflict(`${here.n} users are on this router. Move them first.`);
  const [left] = await ctx.tx
    .select({ n: count() })
    .from(desiredStates)
    .innerJoin(syncStates, isStateOfDesired)
    .where(
      and(
        eq(desiredStates.routerId, routerId),
        sql`${syncStates.observedGeneration} < ${desiredStates.generation}`,
      ),
    );
  if (left && left.n > 0)
    throw conflict(`${left.n} users who left this router have not been seen gone from it yet.`);
}
