import { asc, desc, eq, inArray } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import type { UserFacts } from "@/lib/sync";

export interface LocatedFacts extends UserFacts {
  userId: string;
  routerId: string;
}

const { customers, packages, routers, userCredentials, users } = schema;

/**
 * Everything that decides the desired state of these users. Their rows stay locked until the transaction ends, in
 * id order, so that of two declarations the later one has seen what the earlier one wrote.
 */
export async function loadUserFacts(ctx: TxContext, userIds: string[]): Promise<LocatedFacts[]> {
  await ctx.tx
    .select({ id: users.id })
    .from(users)
    .where(inArray(users.id, userIds))
    .orderBy(asc(users.id))
    .for("no key update");
  const rows = await ctx.tx
    .select({
      user: users,
      customer: { name: customers.name, accountNumber: customers.accountNumber },
      package: packages,
      settings: routers.settings,
    })
    .from(users)
    .innerJoin(customers, eq(customers.id, users.customerId))
    .innerJoin(packages, eq(packages.id, users.packageId))
    .innerJoin(routers, eq(routers.id, users.routerId))
    .where(inArray(users.id, userIds));
  const credentials = await newestCredentials(ctx, userIds);
  return rows.map(({ user, settings, ...rest }) => ({
    ...rest,
    user,
    userId: user.id,
    routerId: user.routerId,
    credential: credentials.get(user.id) ?? null,
    suspension: settings.suspension,
  }));
}

async function newestCredentials(ctx: TxContext, userIds: string[]) {
  const rows = await ctx.tx
    .selectDistinctOn([userCredentials.userId], {
      userId: userCredentials.userId,
      id: userCredentials.id,
      version: userCredentials.version,
    })
    .from(userCredentials)
    .where(inArray(userCredentials.userId, userIds))
    .orderBy(userCredentials.userId, desc(userCredentials.version));
  return new Map(rows.map(({ userId, ...credential }) => [userId, credential]));
}
