import { and, desc, eq, ne } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { type Access, accessOf } from "./access";
import { type Explanation, explainToStaff } from "./explain/explain-users";

const Input = z.object({ userId: uuid() });
const RUNS = 20;
const RENEWALS = 10;
const { customers, desiredStates, packages, renewals, routers, routerStates, users } = schema;
const { syncRuns, syncStates } = schema;

export type SyncRun = typeof syncRuns.$inferSelect & { routerName: string };

export interface UserDetails {
  user: typeof users.$inferSelect;
  access: Access;
  /** Why the user is online or offline. */
  why: Explanation | undefined;
  customer: { id: string; name: string; accountNumber: string };
  package: typeof packages.$inferSelect;
  router: {
    id: string;
    name: string;
    syncPolicy: (typeof routers.syncPolicy.enumValues)[number];
    reachability: (typeof routerStates.reachability.enumValues)[number];
    lastSeenAt: Date | null;
  };
  desired: typeof desiredStates.$inferSelect | undefined;
  sync: typeof syncStates.$inferSelect | undefined;
  /** Routers that the user has left, until it has been seen gone there. */
  leaving: { routerId: string; routerName: string; status: string; lastError: string | null }[];
  runs: SyncRun[];
  renewals: (typeof renewals.$inferSelect & { packageName: string })[];
}

/** All that the user page shows, from the database alone. Errors: forbidden, not_found. */
export async function getUser(ctx: Context, input: z.input<typeof Input>): Promise<UserDetails> {
  authorise(ctx, { staff: "read" });
  const parsed = Input.safeParse(input);
  if (!parsed.success) throw notFound("user");
  const { userId } = parsed.data;
  const [found] = await handle(ctx)
    .select({
      user: users,
      customer: customers,
      package: packages,
      router: routers,
      state: routerStates,
    })
    .from(users)
    .innerJoin(customers, eq(customers.id, users.customerId))
    .innerJoin(packages, eq(packages.id, users.packageId))
    .innerJoin(routers, eq(routers.id, users.routerId))
    .leftJoin(routerStates, eq(routerStates.routerId, users.routerId))
    .where(eq(users.id, userId));
  if (!found) throw notFound("user");
  const { user, customer, router, state } = found;
  return {
    user,
    access: accessOf(user, ctx.now()),
    why: (await explainToStaff(ctx, [userId])).get(userId),
    customer: { id: customer.id, name: customer.name, accountNumber: customer.accountNumber },
    package: found.package,
    router: {
      id: router.id,
      name: router.name,
      syncPolicy: router.syncPolicy,
      reachability: state?.reachability ?? "unknown",
      lastSeenAt: state?.lastSeenAt ?? null,
    },
    ...(await loadSync(ctx, userId, router.id)),
    renewals: await loadRenewals(ctx, userId),
  };
}

async function loadSync(ctx: Context, userId: string, routerId: string) {
  const db = handle(ctx);
  const [[desired], [sync], leaving, runs] = await Promise.all([
    db
      .select()
      .from(desiredStates)
      .where(and(eq(desiredStates.userId, userId), eq(desiredStates.routerId, routerId))),
    db
      .select()
      .from(syncStates)
      .where(and(eq(syncStates.userId, userId), eq(syncStates.routerId, routerId))),
    db
      .select({
        routerId: syncStates.routerId,
        routerName: routers.name,
        status: syncStates.status,
        lastError: syncStates.lastError,
      })
      .from(syncStates)
      .innerJoin(routers, eq(routers.id, syncStates.routerId))
      .where(and(eq(syncStates.userId, userId), ne(syncStates.routerId, routerId))),
    db
      .select({ run: syncRuns, routerName: routers.name })
      .from(syncRuns)
      .innerJoin(routers, eq(routers.id, syncRuns.routerId))
      .where(eq(syncRuns.userId, userId))
      .orderBy(desc(syncRuns.startedAt))
      .limit(RUNS),
  ]);
  return {
    desired,
    sync,
    leaving,
    runs: runs.map(({ run, routerName }) => ({ ...run, routerName })),
  };
}

async function loadRenewals(ctx: Context, userId: string) {
  const rows = await handle(ctx)
    .select({ renewal: renewals, packageName: packages.name })
    .from(renewals)
    .innerJoin(packages, eq(packages.id, renewals.packageId))
    .where(eq(renewals.userId, userId))
    .orderBy(desc(renewals.createdAt))
    .limit(RENEWALS);
  return rows.map(({ renewal, packageName }) => ({ ...renewal, packageName }));
}
