import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { uuid } from "@/lib/id";
import { isRouterError, observeSessions, withRouter } from "@/lib/routeros";
import { type Intent, isSighting } from "@/lib/sync";
import { isStateOfDesired } from "@/services/desired-state";
import { isPaused } from "@/services/installation";
import { isKey } from "./lease";
import { routerAddress } from "./router-address";
import { openUntil } from "./router-health";
import { stampOnline } from "./stamp-restorations";

const Input = z.object({ userId: uuid(), routerId: uuid() });
const DEADLINE_MS = 10_000;
const { desiredStates, routers, routerStates, syncStates } = schema;

export interface SessionSighting {
  online: boolean;
  /** False when there is nothing to wait for any more: seen, or access has ended meanwhile. */
  watch: boolean;
}

/**
 * Looks whether a user whose access is verified has dialled in, and writes it down. Trouble with the router is no
 * error: somebody looks again. Errors: forbidden.
 */
export async function observeSession(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<SessionSighting> {
  authorise(ctx, { job: true });
  const key = Input.parse(input);
  const [row] = await handle(ctx)
    .select({ desired: desiredStates, state: syncStates, router: routers, health: routerStates })
    .from(desiredStates)
    .innerJoin(syncStates, isStateOfDesired)
    .innerJoin(routers, eq(routers.id, desiredStates.routerId))
    .innerJoin(routerStates, eq(routerStates.routerId, routers.id))
    .where(and(eq(desiredStates.userId, key.userId), eq(desiredStates.routerId, key.routerId)));
  if (row?.desired.intent.access !== "on" || (await isPaused(ctx)))
    return { online: false, watch: false };
  if (row.state.online) return { online: true, watch: false };
  const verified =
    row.state.status === "in_sync" && row.state.observedGeneration >= row.desired.generation;
  if (!verified || openUntil(row.health, ctx.now())) return { online: false, watch: true };
  const [session] = await look(ctx, row.router, row.desired.intent);
  if (!session) return { online: false, watch: true };
  const now = ctx.now();
  await handle(ctx)
    .update(syncStates)
    .set({
      online: true,
      onlineSince: session.startedAt ?? now,
      sessionAddress: session.fields.address ?? session.name,
      sessionSeenAt: now,
    })
    .where(isKey(key));
  await stampOnline(ctx, key, now);
  return { online: true, watch: false };
}

async function look(ctx: Context, router: typeof routers.$inferSelect, intent: Intent) {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  try {
    const rows = await withRouter(routerAddress(router), { lane: "interactive", signal }, (port) =>
      observeSessions(port, whose(intent), { now: ctx.now }),
    );
    return rows.filter(isSighting);
  } catch (error) {
    if (isRouterError(error)) return [];
    throw error;
  }
}

const whose = ({ serviceType, username, address }: Intent) => ({
  services: [serviceType],
  name: serviceType === "static" ? (address.fixed ?? "") : username,
});
