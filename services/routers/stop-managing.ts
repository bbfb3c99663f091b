import { eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";
import { loadRouter } from "./load-router";

const Input = z.object({ routerId: uuid() });

/** From now on the router is only watched: what is on it stays, nothing is changed. Errors: forbidden, not_found. */
export async function stopManaging(ctx: Context, input: z.input<typeof Input>): Promise<void> {
  authorise(ctx, { staff: "routers.write" });
  const { routerId } = Input.parse(input);
  await withTransaction(ctx, async (tx) => {
    const { router } = await loadRouter(tx, routerId);
    await tx.tx
      .update(schema.routers)
      .set({ syncPolicy: "observe_only" })
      .where(eq(schema.routers.id, routerId));
    await recordAudit(tx, {
      action: "routers.stop_managing",
      entity: { kind: "router", id: routerId },
      data: { before: router.syncPolicy },
    });
  });
}
