import { and, eq } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { notFound } from "@/lib/errors";

export type RouterRow = typeof schema.routers.$inferSelect;
export type RouterStateRow = typeof schema.routerStates.$inferSelect;

const { routers, routerStates } = schema;

/** A router in service with its state; locked when in a transaction that writes. Throws not_found. */
export async function loadRouter(
  ctx: Context,
  routerId: string,
): Promise<{ router: RouterRow; state: RouterStateRow }> {
  const [row] = await handle(ctx)
    .select({ router: routers, state: routerStates })
    .from(routers)
    .innerJoin(routerStates, eq(routerStates.routerId, routers.id))
    .where(and(eq(routers.id, routerId), eq(routers.status, "active")));
  if (!row) throw notFound("router");
  return row;
}
