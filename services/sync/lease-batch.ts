import { and, eq, gt, inArray, isNull, type SQL, sql } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import type { AllowanceMark } from "@/lib/sync";
import { type Lease, leasedBy, type StateUpdate } from "./lease";
import { newLeaseOwner } from "./lease-owner";

const { syncStates } = schema;
type Column = Exclude<keyof StateUpdate, "userId" | "routerId">;

/** Takes the free leases among these users who are owed a sync that is not urgent, in one statement. */
export async function takeLeases(
  ctx: Context,
  routerId: string,
  userIds: readonly string[],
): Promise<Lease[]> {
  if (userIds.length === 0) return [];
  const leased = leasedBy(ctx, newLeaseOwner());
  const { leaseOwner: owner, leaseUntil: until } = leased;
  const rows = await handle(ctx)
    .update(syncStates)
    .set(leased)
    .where(
      and(
        eq(syncStates.routerId, routerId),
        inArray(syncStates.userId, [...userIds]),
        gt(syncStates.requestedSeq, syncStates.handledSeq),
        eq(syncStates.urgent, false),
        isNull(syncStates.leaseOwner),
      ),
    )
    .returning();
  return rows.map((state) => {
    const { userId, requestedSeq: seen } = state;
    return { userId, routerId, owner, until, seen, state, takeover: false };
  });
}

/** What must be known of a user before their first write, as for one lease: see `lease.ts`. */
export interface BeforeWrite {
  lease: Lease;
  /** Running sessions do not follow the write. */
  bounded: boolean;
  /** Where the counters stood, if limits are written. */
  allowanceMark?: AllowanceMark;
}

/** Stores it for many, in one statement. Returns those whose lease still holds: for others nothing may be written. */
export async function storeBeforeWrites(
  ctx: Context,
  writes: readonly BeforeWrite[],
): Promise<Set<Lease>> {
  const [first] = writes;
  if (!first) return new Set();
  const { owner, routerId, until } = first.lease;
  const list = writes.map(({ lease, bounded, allowanceMark }) => ({
    user_id: lease.userId,
    bound: bounded ? until : null,
    mark: allowanceMark,
  }));
  const rows = await ctx.db
    .update(syncStates)
    .set({
      sessionNotBefore: sql`coalesce(r.bound, ${syncStates.sessionNotBefore})`,
      allowanceMark: sql`coalesce(r.mark, ${syncStates.allowanceMark})`,
    })
    .from(
      sql`jsonb_to_recordset(${JSON.stringify(list)}::jsonb) as r (user_id uuid, bound timestamptz, mark jsonb)`,
    )
    .where(
      and(
        eq(syncStates.routerId, routerId),
        eq(syncStates.leaseOwner, owner),
        sql`${syncStates.userId} = r.user_id`,
      ),
    )
    .returning({ userId: syncStates.userId });
  const held = new Set(rows.map((row) => row.userId));
  const kept = writes.filter(({ lease }) => held.has(lease.userId));
  for (const { lease, bounded, allowanceMark } of kept) {
    if (bounded) lease.state.sessionNotBefore = until;
    if (allowanceMark) lease.state.allowanceMark = allowanceMark;
  }
  return new Set(kept.map(({ lease }) => lease));
}

const heldBy = (leases: readonly Lease[], { routerId, owner }: Lease): SQL | undefined =>
  and(
    eq(syncStates.routerId, routerId),
    eq(syncStates.leaseOwner, owner),
    inArray(
      syncStates.userId,
      leases.map((lease) => lease.userId),
    ),
  );

/** Gives leases that were taken together back without a result: the users stay owed, and are due at once. */
export async function abandonLeases(ctx: Context, leases: readonly Lease[]): Promise<void> {
  const [first] = leases;
  if (!first) return;
  await ctx.db
    .update(syncStates)
    .set({ leaseOwner: null, leaseUntil: null, status: "pending", nextAttemptAt: ctx.now() })
    .where(heldBy(leases, first));
}

export interface Release {
  lease: Lease;
  update: StateUpdate;
  /** The request that the lease answered is done. */
  handled: boolean;
}

/**
 * Ends the leases of one batch with a result each, in one statement. Who was asked for again meanwhile is pending, and
 * is returned: the lease is gone, the request is not. Leases that were lost are left alone.
 */
export async function releaseLeases(
  ctx: Context,
  releases: readonly Release[],
): Promise<{ askedAgain: Lease[] }> {
  const [first] = releases;
  if (!first) return { askedAgain: [] };
  const { routerId, owner } = first.lease;
  const columns = columnsOf(releases);
  const again = sql`${syncStates.requestedSeq} > r.seen`;
  const rows = await handle(ctx)
    .update(syncStates)
    .set({
      ...Object.fromEntries(columns.map((name) => [name, sql.raw(`r.${syncStates[name].name}`)])),
      status: sql`case when ${again} then 'pending' else r.status end`,
      nextAttemptAt: sql`case when ${again} then ${ctx.now().toISOString()}::timestamptz else r.next_attempt_at end`,
      handledSeq: sql`case when r.handled then r.seen else ${syncStates.handledSeq} end`,
      urgent: sql`${syncStates.urgent} and (${again} or not r.handled)`,
      leaseOwner: null,
      leaseUntil: null,
      updatedAt: ctx.now(),
    })
    .from(sql`jsonb_to_recordset(${JSON.stringify(releases.map(rowOf(columns)))}::jsonb) as r
      (user_id uuid, seen bigint, handled boolean, ${sql.raw(columns.map(typed).join(", "))})`)
    .where(
      and(
        eq(syncStates.routerId, routerId),
        eq(syncStates.leaseOwner, owner),
        sql`${syncStates.userId} = r.user_id`,
      ),
    )
    .returning({ userId: syncStates.userId, again: sql<boolean>`${again}` });
  const asked = new Set(rows.filter((row) => row.again).map((row) => row.userId));
  return { askedAgain: releases.map(({ lease }) => lease).filter((l) => asked.has(l.userId)) };
}

/** Every column that one of the results writes; for the others' rows it is written as it was. */
const columnsOf = (releases: readonly Release[]): Column[] => [
  ...new Set<Column>([
    "status",
    "nextAttemptAt",
    ...releases.flatMap(({ update }) => Object.keys(update) as Column[]),
  ]),
];

const typed = (name: Column) => `${syncStates[name].name} ${syncStates[name].getSQLType()}`;

const rowOf =
  (columns: readonly Column[]) =>
  ({ lease, update, handled }: Release) => ({
    user_id: lease.userId,
    seen: lease.seen,
    handled,
    ...Object.fromEntries(
      columns.map((name) => [
        syncStates[name].name,
        name in update ? update[name] : lease.state[name],
      ]),
    ),
  });
