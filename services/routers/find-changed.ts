import { and, eq, sql } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { type Intent, serviceKinds, sessionKey } from "@/lib/sync";
import { isStateOfDesired } from "@/services/desired-state";

const { desiredStates, syncStates } = schema;

export interface Changed {
  userIds: string[];
  /** The names under which sessions of theirs are, as `sessionKey` says it. */
  keys: Set<string>;
  /** To be given next time. */
  asOf: string;
}

/**
 * Who may be online otherwise than the database says: those under whose name something came, went or changed on the
 * router, and those whose own rows were written since the last time. Postgres tells that by the transaction that wrote
 * a row (`xmin`), at little cost; of transactions that were still under way then, all count as later.
 */
export async function findChanged(
  ctx: Context,
  routerId: string,
  { changed, asOf }: { changed: ReadonlySet<string>; asOf: string | undefined },
): Promise<Changed> {
  const service = sql<Intent["serviceType"]>`${desiredStates.intent}->>'serviceType'`;
  const name = sql<string>`coalesce(case when ${service} = 'static' then ${desiredStates.intent}->'address'->>'fixed'
    else ${desiredStates.intent}->>'username' end, '')`;
  const sightings = Object.entries(serviceKinds).map(
    ([type, { sighting }]) => sql`when ${type} then ${sighting}`,
  );
  const key = sql`(case ${service} ${sql.join(sightings, sql` `)} end) || ' ' || ${name}`;
  const isNew = asOf
    ? sql`(age(${desiredStates}.xmin) <= age(${asOf}::xid) or age(${syncStates}.xmin) <= age(${asOf}::xid))`
    : sql`true`;
  const isNamed =
    changed.size > 0 ? sql`${key} = any(${sql.param([...changed])}::text[])` : sql`false`;
  const clock = await snapshot(ctx);
  const rows = await handle(ctx)
    .select({ userId: desiredStates.userId, service, name })
    .from(desiredStates)
    .innerJoin(syncStates, isStateOfDesired)
    .where(and(eq(desiredStates.routerId, routerId), sql`(${isNew} or ${isNamed})`));
  return {
    userIds: rows.map(({ userId }) => userId),
    keys: new Set(rows.map((row) => sessionKey(serviceKinds[row.service].sighting, row.name))),
    asOf: clock,
  };
}

/** The oldest transaction under way, as 32 bits: the form that rows carry. Asked for before the rows are read. */
async function snapshot(ctx: Context): Promise<string> {
  const [row] = await handle(ctx)
    .select({
      at: sql<string>`(pg_snapshot_xmin(pg_current_snapshot())::text::numeric % 4294967296)::text`,
    })
    .from(sql`(select 1) as one`);
  if (!row) throw new Error("Postgres gave no snapshot");
  return row.at;
}
