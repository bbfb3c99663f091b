import { and, eq, inArray, sql } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { defaultStaticSettings } from "@/lib/sync";
import type { ExplainFacts } from "./facts";

const { desiredStates, installation, routerStates, routers, syncStates, userSightings, users } =
  schema;

/** What is known of these users, by user id: one query, cached state only. Whoever calls has authorised. */
export async function loadExplainFacts(
  ctx: Context,
  userIds: readonly string[],
): Promise<Map<string, ExplainFacts>> {
  if (userIds.length === 0) return new Map();
  const here = <T extends typeof desiredStates | typeof syncStates | typeof userSightings>(
    table: T,
  ) => and(eq(table.userId, users.id), eq(table.routerId, users.routerId));
  const rows = await handle(ctx)
    .select({
      user: users,
      router: { name: routers.name, syncPolicy: routers.syncPolicy, settings: routers.settings },
      state: routerStates,
      sync: {
        status: syncStates.status,
        lastErrorCode: syncStates.lastErrorCode,
        lastError: syncStates.lastError,
        conditions: syncStates.conditions,
        observedGeneration: syncStates.observedGeneration,
        online: syncStates.online,
        onlineSince: syncStates.onlineSince,
        sessionAddress: syncStates.sessionAddress,
      },
      desired: { generation: desiredStates.generation, declaredAt: desiredStates.declaredAt },
      sighting: userSightings,
      former: sql<FactRow["former"]>`(
        select json_build_object('name', r.name, 'serves', s.written ->> 'access' = 'on')
        from desired_states d join sync_states s on s.user_id = d.user_id and s.router_id = d.router_id
        join routers r on r.id = d.router_id
        where d.user_id = ${users.id} and d.router_id <> ${users.routerId} and r.status = 'active'
          and d.intent ->> 'presence' = 'absent' and s.observed_generation < d.generation
          and s.written ->> 'access' is not null
        order by s.written ->> 'access' = 'on' desc limit 1)`,
      paused: sql<boolean>`(select ${installation.pausedAt} is not null from ${installation})`,
    })
    .from(users)
    .innerJoin(routers, eq(routers.id, users.routerId))
    .leftJoin(routerStates, eq(routerStates.routerId, users.routerId))
    .leftJoin(desiredStates, here(desiredStates))
    .leftJoin(syncStates, here(syncStates))
    .leftJoin(userSightings, here(userSightings))
    .where(inArray(users.id, [...userIds]));
  return new Map(rows.map((row) => [row.user.id, factsOf(row, ctx.now())]));
}

interface FactRow {
  user: typeof users.$inferSelect;
  router: Pick<typeof routers.$inferSelect, "name" | "syncPolicy" | "settings">;
  state: typeof routerStates.$inferSelect | null;
  sync: Pick<
    typeof syncStates.$inferSelect,
    | "status"
    | "lastErrorCode"
    | "lastError"
    | "conditions"
    | "observedGeneration"
    | "online"
    | "onlineSince"
    | "sessionAddress"
  > | null;
  desired: Pick<typeof desiredStates.$inferSelect, "generation" | "declaredAt"> | null;
  sighting: typeof userSightings.$inferSelect | null;
  former: NonNullable<ExplainFacts["former"]> | null;
  paused: boolean | null;
}

const factsOf = (row: FactRow, now: Date): ExplainFacts => ({
  now,
  user: row.user,
  router: routerFacts(row),
  ...(row.sync && { sync: syncFacts(row.sync, row.desired) }),
  ...(row.former && { former: row.former }),
  ...(row.sighting && { sighting: row.sighting }),
  installationPaused: row.paused ?? false,
});

const routerFacts = ({ router, state }: FactRow): ExplainFacts["router"] => ({
  name: router.name,
  observedOnly: router.syncPolicy === "observe_only",
  pingsAddresses: (router.settings.static ?? defaultStaticSettings).netwatch,
  reachability: state?.reachability ?? "unknown",
  since: state?.reachabilitySince ?? null,
  lastSeenAt: state?.lastSeenAt ?? null,
  lastError: state?.lastError ?? null,
  lastErrorCode: state?.lastErrorCode ?? null,
  braked: Boolean(state?.brakeReason),
  rebootedAt: state?.rebootedAt ?? null,
});

const synced = ({ conditions }: NonNullable<FactRow["sync"]>) =>
  conditions.find(({ type }) => type === "Synced");

const syncFacts = (
  sync: NonNullable<FactRow["sync"]>,
  desired: FactRow["desired"],
): NonNullable<ExplainFacts["sync"]> => ({
  status: sync.status,
  errorCode: sync.lastErrorCode,
  error: sync.lastError,
  reason: synced(sync)?.reason ?? null,
  message: synced(sync)?.message ?? null,
  behind: desired !== null && desired.generation > sync.observedGeneration,
  declaredAt: desired?.declaredAt ?? null,
  online: sync.online,
  onlineSince: sync.onlineSince,
  address: sync.sessionAddress,
});
