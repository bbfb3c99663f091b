import type { Queryable } from "../db";

/** A queue row that nobody works on; `dueInMs` is positive while it is still in the future. */
export interface ReadyRow {
  id: string;
  kind: "call" | "sleep";
  stepId: string;
  slots: string;
  dueInMs: number;
}

/** A call to the app with all that it needs. */
export interface LeasedCall {
  id: string;
  runId: string;
  functionId: string;
  stepId: string;
  attempt: number;
  requestId: string;
  requestVersion: number;
  runEnded: boolean;
  eventId: string;
  eventBody: string;
  /** Step id and memo (JSON), in the order of completion. */
  steps: [string, string][];
}

/**
 * Becomes the one job server of this database: a new epoch, and every lease of a predecessor void.
 * The predecessor, should it live, can neither claim nor store results from here on.
 */
export async function takeOver(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ epoch: string }>(
    "update inngest_local.server set epoch = epoch + 1, seen_at = now() returning epoch",
  );
  await db.query(
    `update inngest_local.queue
     set lease_epoch = null, lease_until = null, request_id = null, parked_on = null
     where lease_epoch is not null or parked_on is not null`,
  );
  return Number(rows[0]?.epoch);
}

/** Free rows, oldest due first, and one that is due later if there is room for it in `limit`. */
export async function findReady(db: Queryable, limit: number): Promise<ReadyRow[]> {
  const { rows } = await db.query<ReadyRow>(
    `select id, kind, step_id as "stepId", slots, (extract(epoch from due_at - now()) * 1000)::float8 as "dueInMs"
     from inngest_local.queue
     where lease_epoch is null and parked_on is null
     order by due_at, id limit $1`,
    [limit],
  );
  return rows;
}

// A lease need not survive a crash of Postgres: without it the call is made again, as after any crash.
// So its commit does not wait for the disk, which a run would feel before its first step.
const UNFLUSHED = "set_config('synchronous_commit', 'off', true) is not null";

const LEASE = `
with leased as (
  update inngest_local.queue q
  set lease_epoch = $1, lease_until = now() + $4 * interval '1 ms', request_id = wanted.request_id
  from unnest($2::bigint[], $3::text[]) as wanted (id, request_id)
  where q.id = wanted.id and q.lease_epoch is null
    and exists (select 1 from inngest_local.server where epoch = $1 and ${UNFLUSHED})
  returning q.*
), begun as (
  update inngest_local.runs r set status = 'running', started_at = now()
  from leased where r.id = leased.run_id and r.status = 'queued'
)
select leased.id, leased.run_id as "runId", leased.function_id as "functionId",
  leased.step_id as "stepId", leased.attempt, leased.request_id as "requestId",
  r.request_version as "requestVersion", r.ended_at is not null as "runEnded",
  e.id as "eventId", e.body as "eventBody",
  (select coalesce(json_agg(json_build_array(s.step_id, s.memo) order by s.position), '[]'::json)
   from inngest_local.steps s where s.run_id = leased.run_id) as steps
from leased
join inngest_local.runs r on r.id = leased.run_id
join inngest_local.events e on e.id = r.event_id`;

/** Leases rows for `leaseMs`; those that are gone, or all if this epoch is over, are left out. */
export async function leaseRows(
  db: Queryable,
  epoch: number,
  rows: { id: string; requestId: string }[],
  leaseMs: number,
): Promise<LeasedCall[]> {
  const result = await db.query<LeasedCall>(LEASE, [
    epoch,
    rows.map(({ id }) => id),
    rows.map(({ requestId }) => requestId),
    leaseMs,
  ]);
  return result.rows;
}

/**
 * Extends the leases of calls in flight and frees every other lease that has run out.
 * False if another job server has taken over.
 */
export async function renewLeases(
  db: Queryable,
  epoch: number,
  inFlight: string[],
  leaseMs: number,
): Promise<boolean> {
  await db.query(
    `update inngest_local.queue set lease_until = now() + $3 * interval '1 ms'
     where id in (select id from inngest_local.queue
                  where id = any($2::bigint[]) and lease_epoch = $1 for update skip locked)`,
    [epoch, inFlight, leaseMs],
  );
  await db.query(
    `update inngest_local.queue set lease_epoch = null, lease_until = null, request_id = null
     where id in (select id from inngest_local.queue
                  where lease_epoch is not null and (lease_until < now() or lease_epoch < $1)
                    and id <> all($2::bigint[]) for update skip locked)`,
    [epoch, inFlight],
  );
  const { rowCount } = await db.query(
    "update inngest_local.server set seen_at = now() where epoch = $1",
    [epoch],
  );
  return rowCount === 1;
}

/** True while some job server gives signs of life; one that dies is believed for `silenceMs`. */
export async function isServed(db: Queryable, silenceMs: number): Promise<boolean> {
  const { rowCount } = await db.query(
    `select 1 from inngest_local.server
     where seen_at between now() - $1 * interval '1 ms' and now() + $1 * interval '1 ms'`,
    [silenceMs],
  );
  return rowCount === 1;
}

/** Says that the job server of this epoch is gone, so that one that stands by need not wait for its silence. */
export async function signOff(db: Queryable, epoch: number): Promise<void> {
  await db.query("update inngest_local.server set seen_at = null where epoch = $1", [epoch]);
}

/** Puts rows aside until the named slot has room, so that a crowd on one key delays nobody else. */
export async function parkRows(db: Queryable, rows: { id: string; slot: string }[]): Promise<void> {
  await db.query(
    `update inngest_local.queue q set parked_on = blocked.slot
     from unnest($1::bigint[], $2::text[]) as blocked (id, slot)
     where q.id = blocked.id and q.lease_epoch is null`,
    [rows.map(({ id }) => id), rows.map(({ slot }) => slot)],
  );
}

/** Brings the oldest `count` rows that wait for a slot back; returns how many there were. */
export async function unparkRows(db: Queryable, slot: string, count: number): Promise<number> {
  const { rowCount } = await db.query(
    `update inngest_local.queue set parked_on = null
     where id in (select id from inngest_local.queue where parked_on = $1
                  order by due_at, id limit $2)`,
    [slot, count],
  );
  return rowCount ?? 0;
}

export async function deleteRow(db: Queryable, id: string): Promise<void> {
  await db.query("delete from inngest_local.queue where id = $1", [id]);
}
