import { asc, eq, sql } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { isOneOf, schema } from "@/lib/db";
import type { UserFacts } from "@/lib/sync";
import { isStateOfDesired, mayHaveTrace } from "./joins";
import { loadAllowances } from "./load-allowances";

export interface LocatedFacts extends UserFacts {
  userId: string;
  routerId: string;
  /** Another router still has, or is to lose, a trace of this user. */
  elsewhere: boolean;
}

const { customers, desiredStates, packages, routers, syncStates, users } = schema;

/**
 * Everything that decides the desired state of these users. Their rows stay locked until the transaction ends, in
 * id order, so that of two declarations the later one has seen what the earlier one wrote: the lock is a statement of
 * its own, unless the caller holds it already.
 */
export async function loadUserFacts(
  ctx: TxContext,
  userIds: string[],
  options: { locked?: boolean } = {},
): Promise<LocatedFacts[]> {
  if (!options.locked) await lockUserRows(ctx, userIds);
  const rows = await ctx.tx
    .select({
      user: users,
      customer: { name: customers.name, accountNumber: customers.accountNumber },
      package: packages,
      settings: routers.settings,
      credential: newestCredential,
      elsewhere: hasTraceElsewhere,
      addressTaken: isAddressTaken,
    })
    .from(users)
    .innerJoin(customers, eq(customers.id, users.customerId))
    .innerJoin(packages, eq(packages.id, users.packageId))
    .innerJoin(routers, eq(routers.id, users.routerId))
    .where(isOneOf(users.id, userIds));
  const allowances = await loadAllowances(ctx, rows);
  return rows.map(({ user, settings, ...rest }) => ({
    ...rest,
    user,
    userId: user.id,
    routerId: user.routerId,
    suspension: settings.suspension,
    allowance: allowances.get(user.id),
  }));
}

async function lockUserRows(ctx: TxContext, userIds: string[]) {
  await ctx.tx
    .select({ id: users.id })
    .from(users)
    .where(isOneOf(users.id, userIds))
    .orderBy(asc(users.id))
    .for("no key update");
}

const newestCredential = sql<{ id: string; version: number } | null>`(
  select json_build_object('id', c.id, 'version', c.version) from user_credentials c
  where c.user_id = ${users.id} order by c.version desc limit 1)`;

const hasTraceElsewhere = sql<boolean>`exists (
  select 1 from ${desiredStates} left join ${syncStates} on ${isStateOfDesired}
  where ${desiredStates.userId} = ${users.id} and ${desiredStates.routerId} <> ${users.routerId} and ${mayHaveTrace})`;

const isAddressTaken = sql<boolean>`${users.status} = 'closed' and exists (
  select 1 from users o
  where o.router_id = ${users.routerId} and o.static_address = ${users.staticAddress} and o.id <> ${users.id}
    and (o.status <> 'closed' or (o.closed_at, o.id) > (${users.closedAt}, ${users.id})))`;
