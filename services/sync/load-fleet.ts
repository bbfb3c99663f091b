import { and, eq, sql } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import {
  type AllowanceMark,
  compile,
  type Desired,
  defaultStaticSettings,
  type Intent,
  type RouterSettings,
  type Written,
} from "@/lib/sync";
import { isStateOfDesired } from "@/services/desired-state";
import { isCredentialOfDesired } from "./joins";
import { loadHead, type RouterHead } from "./load-targets";
import { isNoLoss } from "./no-loss";
import { unseal } from "./unseal";

const { desiredStates, syncStates, userCredentials, users } = schema;

/** What is known of a user on the router, as far as comparing them takes. */
export interface FleetState {
  allowanceMark: AllowanceMark | null;
  online: boolean | null;
  sessionAddress: string | null;
  urgent: boolean;
  /** Owed a sync already. */
  owed: boolean;
  /** In sync when last looked at. */
  settled: boolean;
  /** The reason of the verdict that was written down last. */
  knownAs: string | null;
}

export interface FleetUser {
  userId: string;
  intent: Intent;
  state: FleetState;
  desired: Desired;
  /** Access ended because time ran out, or is given elsewhere: taking it away is no mass change to wonder about. */
  noLoss: boolean;
}

export interface Fleet extends RouterHead {
  users: FleetUser[];
}

/** A router with everybody who is, or was, on it, compiled. Holds passwords: for immediate use only. */
export async function loadFleet(ctx: Context, routerId: string): Promise<Fleet | undefined> {
  const head = await loadHead(ctx, routerId);
  return head && { ...head, users: await loadFleetUsers(ctx, head) };
}

/** What the database says of one user, as it comes. */
interface Line extends FleetState {
  userId: string;
  intent: Intent;
  passwordEncrypted: string | null;
  noLoss: boolean;
  /** In ms. */
  notBefore: number | null;
  written: Pick<Written, "credentialVersion" | "name"> | null;
}

/**
 * Everybody, or these, of a router's users, compiled. They come as one text: a row for each costs several times what
 * is in it. Holds passwords: for immediate use only.
 */
export async function loadFleetUsers(
  ctx: Context,
  head: RouterHead,
  userIds?: readonly string[],
): Promise<FleetUser[]> {
  const { installationId, router, routerState } = head;
  const line = {
    userId: desiredStates.userId,
    intent: desiredStates.intent,
    passwordEncrypted: userCredentials.passwordEncrypted,
    noLoss: isNoLoss(ctx, head.routerId),
    notBefore: sql`extract(epoch from ${syncStates.sessionNotBefore}) * 1000`,
    written: sql`${syncStates.written} - 'comment' - 'kinds'`,
    allowanceMark: syncStates.allowanceMark,
    online: syncStates.online,
    sessionAddress: syncStates.sessionAddress,
    urgent: syncStates.urgent,
    owed: sql`${syncStates.requestedSeq} > ${syncStates.handledSeq}`,
    settled: sql`${syncStates.status} = 'in_sync' and ${syncStates.observedGeneration} > 0`,
    knownAs: sql`jsonb_path_query_first(${syncStates.conditions}, '$[*] ? (@.type == "Synced").reason')`,
  } satisfies Record<keyof Line, unknown>;
  const pairs = Object.entries(line).map(([name, value]) => sql`${sql.raw(`'${name}'`)}, ${value}`);
  const [row] = await handle(ctx)
    .select({
      lines: sql<
        Line[] | null
      >`json_agg(json_build_object(${sql.join(pairs, sql`, `)}) order by ${desiredStates.userId})`,
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
    );
  return (row?.lines ?? []).map((found) => ({
    userId: found.userId,
    intent: found.intent,
    state: found,
    noLoss: found.noLoss,
    desired: compile(found.intent, {
      installationId,
      userId: found.userId,
      settings: router.settings,
      rosVersion: routerState.rosVersion ?? undefined,
      password: readable(found.userId, found.passwordEncrypted),
      writtenCredentialVersion: found.written?.credentialVersion,
      writtenName: found.written?.name,
      sessionNotBefore: found.notBefore === null ? null : new Date(found.notBefore),
      allowanceMark: found.allowanceMark,
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
