import { and, eq, inArray } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { getInstallation } from "@/services/installation";
import { isCredentialOfDesired } from "./joins";
import { loadElsewhere, type Target } from "./load-target";

const { desiredStates, routers, routerStates, userCredentials } = schema;

/** What all users of one router share. */
export type RouterHead = Pick<Target, "routerId" | "router" | "routerState" | "installationId">;

/** A router, how it stands, and whose mark is on its rows; undefined when there is none. */
export async function loadHead(ctx: Context, routerId: string): Promise<RouterHead | undefined> {
  const [[head], { installationId }] = await Promise.all([
    handle(ctx)
      .select({ router: routers, routerState: routerStates })
      .from(routers)
      .innerJoin(routerStates, eq(routerStates.routerId, routers.id))
      .where(eq(routers.id, routerId)),
    getInstallation(ctx),
  ]);
  return head && { routerId, ...head, installationId };
}

/** The targets of many users of one router, by user, in two statements. Who was never declared is missing. */
export async function loadTargets(
  ctx: Context,
  head: RouterHead,
  userIds: readonly string[],
): Promise<Map<string, Target>> {
  if (userIds.length === 0) return new Map();
  const rows = await handle(ctx)
    .select({
      userId: desiredStates.userId,
      generation: desiredStates.generation,
      intent: desiredStates.intent,
      passwordEncrypted: userCredentials.passwordEncrypted,
    })
    .from(desiredStates)
    .leftJoin(userCredentials, isCredentialOfDesired)
    .where(
      and(eq(desiredStates.routerId, head.routerId), inArray(desiredStates.userId, [...userIds])),
    );
  // Read after them: whoever has just moved here is known to have been elsewhere.
  const elsewhere = await loadElsewhere(ctx, head.routerId, userIds);
  return new Map(
    rows.map((row) => [
      row.userId,
      { ...head, ...row, elsewhere: elsewhere.get(row.userId) ?? [] },
    ]),
  );
}
