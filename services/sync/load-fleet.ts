import { and, eq, sql } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import {
  compile,
  type Desired,
  defaultStaticSettings,
  type Intent,
  type RouterSettings,
} from "@/lib/sync";
import { getInstallation } from "@/services/installation";
import type { SyncStateRow } from "./outcome";
import { unseal } from "./unseal";

const { desiredStates, routers, routerStates, syncStates, userCredentials, users } = schema;

export interface FleetUser {
  userId: string;
  intent: Intent;
  generation: number;
  state: SyncStateRow;
  desired: Desired;
  /** Access ended because time ran out: taking it away is no mass change to wonder about. */
  expired: boolean;
}

export interface Fleet {
  router: typeof routers.$inferSelect;
  routerState: typeof routerStates.$inferSelect;
  installationId: string;
  users: FleetUser[];
}

/** A router with everybody who is, or was, on it, compiled. Holds passwords: for immediate use only. */
export async function loadFleet(ctx: Context, routerId: string): Promise<Fleet | undefined> {
  const [head] = await handle(ctx)
    .select({ router: routers, routerState: routerStates })
    .from(routers)
    .innerJoin(routerStates, eq(routerStates.routerId, routers.id))
    .where(eq(routers.id, routerId));
  if (!head) return undefined;
  const { installationId } = await getInstallation(ctx);
  const rows = await handle(ctx)
    .select({
      userId: desiredStates.userId,
      intent: desiredStates.intent,
      generation: desiredStates.generation,
      state: syncStates,
      passwordEncrypted: userCredentials.passwordEncrypted,
      status: users.status,
      accessEndsAt: users.accessEndsAt,
    })
    .from(desiredStates)
    .innerJoin(users, eq(users.id, desiredStates.userId))
    .innerJoin(
      syncStates,
      and(
        eq(syncStates.userId, desiredStates.userId),
        eq(syncStates.routerId, desiredStates.routerId),
      ),
    )
    .leftJoin(
      userCredentials,
      sql`${userCredentials.id} = (${desiredStates.intent}->'credential'->>'id')::uuid`,
    )
    .where(eq(desiredStates.routerId, routerId))
    .orderBy(desiredStates.userId);
  const now = ctx.now();
  const fleetUsers = rows.map(({ passwordEncrypted, status, accessEndsAt, ...row }) => ({
    ...row,
    expired: status === "active" && (accessEndsAt === null || accessEndsAt <= now),
    desired: compile(row.intent, {
      installationId,
      userId: row.userId,
      settings: head.router.settings,
      rosVersion: head.routerState.rosVersion ?? undefined,
      password: readable(row.userId, passwordEncrypted),
      writtenCredentialVersion: row.state.written?.credentialVersion,
      writtenName: row.state.written?.name,
      sessionNotBefore: row.state.sessionNotBefore,
      allowanceMark: row.state.allowanceMark,
    }),
  }));
  return { ...head, installationId, users: fleetUsers };
}

/** What to read of a router so that everybody on it can be compared. */
export const readingOf = ({
  router,
  users,
}: Pick<Fleet, "router"> & { users: readonly Pick<FleetUser, "intent">[] }) => ({
  services: [...new Set(users.map((user) => user.intent.serviceType))],
  lists: listsOf(router.settings),
});

const listsOf = ({
  walledAddressList,
  static: statics = defaultStaticSettings,
}: RouterSettings) => [...new Set([walledAddressList, statics.blockedAddressList])];

/** A password that cannot be read is that user's trouble, said when they are synced, and nobody else's. */
function readable(userId: string, sealed: string | null): string | undefined {
  try {
    return sealed === null ? undefined : unseal(sealed, "user", userId);
  } catch {
    return undefined;
  }
}
