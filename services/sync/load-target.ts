import { and, eq, inArray, ne, sql } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import type { Carried, Intent, UsageSeen } from "@/lib/sync";
import { isStateOfDesired } from "@/services/desired-state";
import { getInstallation } from "@/services/installation";
import { isCredentialOfDesired } from "./joins";
import type { SyncKey } from "./outcome";

const { desiredStates, routers, routerStates, syncStates, userCredentials } = schema;

/** What is wanted of the user on another router. */
export interface Elsewhere {
  routerId: string;
  presence: Intent["presence"];
  access: Intent["access"];
  session: Intent["session"];
  settled: boolean;
  /** What was last seen there to have been used of an allowance. */
  usageSeen: UsageSeen | null;
  /** That router does not answer, or nothing may be taken from it. */
  stuck: boolean;
  /** Nothing is written there. */
  observed: boolean;
}

/** Everything that one pass needs to know; secrets are still sealed. */
export interface Target extends SyncKey {
  generation: number;
  intent: Intent;
  installationId: string;
  router: typeof routers.$inferSelect;
  routerState: typeof routerStates.$inferSelect;
  passwordEncrypted: string | null;
  /** The user moved: its rows on other routers that are still owed, or the new home that must be ready first. */
  elsewhere: Elsewhere[];
  /** What was used of a hotspot user's allowance before they moved here. */
  carried?: Carried;
  /** What staff should know of this pass. */
  notes?: string[];
}

/** Loads the target of one pass; undefined when nothing was ever declared for this user on this router. */
export async function loadTarget(ctx: Context, key: SyncKey): Promise<Target | undefined> {
  const [[row], { installationId }] = await Promise.all([
    handle(ctx)
      .select({
        desired: desiredStates,
        router: routers,
        routerState: routerStates,
        passwordEncrypted: userCredentials.passwordEncrypted,
      })
      .from(desiredStates)
      .innerJoin(routers, eq(routers.id, desiredStates.routerId))
      .innerJoin(routerStates, eq(routerStates.routerId, routers.id))
      .leftJoin(userCredentials, isCredentialOfDesired)
      .where(and(eq(desiredStates.userId, key.userId), eq(desiredStates.routerId, key.routerId))),
    getInstallation(ctx),
  ]);
  if (!row) return undefined;
  return {
    ...key,
    generation: row.desired.generation,
    intent: row.desired.intent,
    installationId,
    router: row.router,
    routerState: row.routerState,
    passwordEncrypted: row.passwordEncrypted,
    // Read after it: whoever has just moved here is known to have been elsewhere.
    elsewhere: (await loadElsewhere(ctx, key.routerId, [key.userId])).get(key.userId) ?? [],
  };
}

/** By user, what is wanted of them on other routers than this one; users who are nowhere else are missing. */
export async function loadElsewhere(
  ctx: Context,
  routerId: string,
  userIds: readonly string[],
): Promise<Map<string, Elsewhere[]>> {
  const rows = await handle(ctx)
    .select({
      userId: desiredStates.userId,
      routerId: desiredStates.routerId,
      intent: desiredStates.intent,
      usageSeen: syncStates.usageSeen,
      stuck: sql<boolean>`${routerStates.reachability} = 'down' or ${routers.syncPolicy} <> 'full'`,
      observed: sql<boolean>`${routers.syncPolicy} = 'observe_only'`,
      settled: sql<boolean>`${syncStates.status} = 'in_sync' and ${syncStates.observedGeneration} >= ${desiredStates.generation}`,
    })
    .from(desiredStates)
    .innerJoin(routers, eq(routers.id, desiredStates.routerId))
    .innerJoin(routerStates, eq(routerStates.routerId, desiredStates.routerId))
    .innerJoin(syncStates, isStateOfDesired)
    .where(and(inArray(desiredStates.userId, [...userIds]), ne(desiredStates.routerId, routerId)));
  const byUser = new Map<string, Elsewhere[]>();
  for (const { userId, intent, ...rest } of rows) {
    const { presence, access, session } = intent;
    byUser.set(userId, [...(byUser.get(userId) ?? []), { ...rest, presence, access, session }]);
  }
  return byUser;
}
