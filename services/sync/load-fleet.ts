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
import { isCredentialOfDesired, isStateOfDesired } from "./joins";
import { loadHead, type RouterHead } from "./load-targets";
import type { SyncStateRow } from "./outcome";
import { unseal } from "./unseal";

const { desiredStates, syncStates, userCredentials, users } = schema;

export interface FleetUser {
  userId: string;
  intent: Intent;
  generation: number;
  state: SyncStateRow;
  desired: Desired;
  /** Access ended because time ran out: taking it away is no mass change to wonder about. */
  expired: boolean;
}

export interface Fleet extends RouterHead {
  users: FleetUser[];
}

/** A router with everybody who is, or was, on it, compiled. Holds passwords: for immediate use only. */
export async function loadFleet(ctx: Context, routerId: string): Promise<Fleet | undefined> {
  const head = await loadHead(ctx, routerId);
  return head && { ...head, users: await loadFleetUsers(ctx, head) };
}

/** Everybody, or these, of a router's users, compiled. Holds passwords: for immediate use only. */
export async function loadFleetUsers(
  ctx: Context,
  head: RouterHead,
  userIds?: readonly string[],
): Promise<FleetUser[]> {
  const { installationId } = head;
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
    .innerJoin(syncStates, isStateOfDesired)
    .leftJoin(userCredentials, isCredentialOfDesired)
    .where(
      and(
        eq(desiredStates.routerId, head.routerId),
        userIds && sql`${desiredStates.userId} = any(${sql.param([...userIds])}::uuid[])`,
      ),
    )
    .orderBy(desiredStates.userId);
  const now = ctx.now();
  return rows.map(({ passwordEncrypted, status, accessEndsAt, ...row }) => ({
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
}

/** What to read of a router so that everybody on it can be compared. */
export const readingOf = ({
  router,
  users,
}: Pick<RouterHead, "router"> & { users: readonly Pick<FleetUser, "intent">[] }) => ({
  services: [...new Set(users.map((user) => user.intent.serviceType))],
  lists: listsOf(router.settings),
});

/** The address lists that are ours. */
export const listsOf = ({
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
