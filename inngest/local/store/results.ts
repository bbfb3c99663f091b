import type pg from "pg";
import type { Queryable } from "../db";

/** The lease under which a result was obtained; a result of any other lease is void. */
export interface LeaseRef {
  id: string;
  requestId: string;
}

export interface Memo {
  stepId: string;
  name: string | null;
  /** JSON as the SDK expects it in `steps`. */
  memo: string;
}

export interface PlannedRow {
  kind: "call" | "sleep";
  stepId: string;
  race: boolean;
  /** Unix ms; null for now. */
  dueAtMs: number | null;
}

const END_RUN = `
with run as (
  select r.id from inngest_local.queue q join inngest_local.runs r on r.id = q.run_id
  where q.id = $1 and q.request_id = $2 for no key update of r
), gone as (
  delete from inngest_local.queue q using run where q.run_id = run.id
)
update inngest_local.runs r set status = $3, output = $4, error = $5, ended_at = now()
from run where r.id = run.id and r.ended_at is null`;

/** Ends the run for good. False if the lease is void. */
export async function endRun(
  db: Queryable,
  lease: LeaseRef,
  end: { status: "completed" | "failed"; output: string | null; error: string | null },
): Promise<boolean> {
  const values = [lease.id, lease.requestId, end.status, end.output, end.error];
  return (await db.query(END_RUN, values)).rowCount === 1;
}

/** Hands the call back as a failed attempt, to be made again after `delayMs`. */
export async function retryLater(
  db: Queryable,
  lease: LeaseRef,
  delayMs: number,
  error: string,
): Promise<void> {
  await db.query(
    `update inngest_local.queue
     set attempt = attempt + 1, due_at = now() + $3 * interval '1 ms', last_error = $4,
         lease_epoch = null, lease_until = null, request_id = null
     where id = $1 and request_id = $2`,
    [lease.id, lease.requestId, delayMs, error],
  );
}

/** Hands the call back as if it had not been made. */
export async function handBack(db: Queryable, lease: LeaseRef, delayMs: number): Promise<void> {
  await db.query(
    `update inngest_local.queue
     set due_at = now() + $3 * interval '1 ms', lease_epoch = null, lease_until = null, request_id = null
     where id = $1 and request_id = $2`,
    [lease.id, lease.requestId, delayMs],
  );
}

/**
 * Counts a call that was cut off before its answer. Returns how often in a row this has happened
 * without a new step being memoised.
 */
export async function countLostCall(db: Queryable, lease: LeaseRef): Promise<number> {
  const { rows } = await db.query<{ lost: number }>(
    `update inngest_local.queue q
     set lost_calls = case when known.steps > q.lost_at_steps then 1 else q.lost_calls + 1 end,
         lost_at_steps = known.steps
     from (select count(*)::int as steps from inngest_local.steps
           where run_id = (select run_id from inngest_local.queue where id = $1)) as known
     where q.id = $1 and q.request_id = $2
     returning q.lost_calls as lost`,
    [lease.id, lease.requestId],
  );
  return rows[0]?.lost ?? 0;
}

/** Memoises steps of a call in flight. False if the lease is void: the call has been given up. */
export async function memoiseInFlight(
  db: Queryable,
  runId: string,
  requestId: string,
  memos: Memo[],
): Promise<boolean> {
  const { rows } = await db.query<{ live: boolean }>(
    `with lease as (
       select 1 from inngest_local.queue where run_id = $1 and request_id = $2
     ), stored as (
       insert into inngest_local.steps (run_id, step_id, name, memo)
       select $1, m.step_id, m.name, m.memo
       from lease, unnest($3::text[], $4::text[], $5::text[]) with ordinality
         as m (step_id, name, memo, n)
       order by m.n
       on conflict do nothing
     )
     select exists (select 1 from lease) as live`,
    [runId, requestId, ...memoColumns(memos)],
  );
  return rows[0]?.live ?? false;
}

export interface LockedRow {
  runId: string;
  functionId: string;
  stepId: string;
  race: boolean;
  again: boolean;
  requestVersion: number;
}

/** Locks the run of a row, so that of two steps that end at once one sees the other's result. */
export async function lockRun(
  client: pg.PoolClient,
  rowId: string,
  requestId: string | null,
): Promise<LockedRow | undefined> {
  // Two statements: under the lock, the second one sees what the previous holder has written.
  await client.query(
    `select 1 from inngest_local.runs
     where id = (select run_id from inngest_local.queue where id = $1) for no key update`,
    [rowId],
  );
  const { rows } = await client.query<LockedRow>(
    `select q.run_id as "runId", q.function_id as "functionId", q.step_id as "stepId", q.race,
            q.again, r.request_version as "requestVersion"
     from inngest_local.queue q join inngest_local.runs r on r.id = q.run_id
     where q.id = $1 and q.request_id is not distinct from $2 and r.ended_at is null`,
    [rowId, requestId],
  );
  return rows[0];
}

/** Returns how many of the memos are new. */
export async function insertMemos(
  client: Queryable,
  runId: string,
  memos: Memo[],
): Promise<number> {
  if (memos.length === 0) return 0;
  const { rowCount } = await client.query(
    `insert into inngest_local.steps (run_id, step_id, name, memo)
     select $1, m.step_id, m.name, m.memo
     from unnest($2::text[], $3::text[], $4::text[]) with ordinality as m (step_id, name, memo, n)
     order by m.n
     on conflict do nothing`,
    [runId, ...memoColumns(memos)],
  );
  return rowCount ?? 0;
}

/** Queues planned steps and sleeps that are neither queued nor memoised yet. */
export async function insertPlanned(
  client: Queryable,
  runId: string,
  planned: PlannedRow[],
): Promise<void> {
  if (planned.length === 0) return;
  await client.query(
    `insert into inngest_local.queue (run_id, function_id, kind, step_id, race, slots, due_at)
     select r.id, r.function_id, p.kind, p.step_id, p.race,
            case p.kind when 'call' then r.slots else '[]' end,
            coalesce(to_timestamp(p.due_ms / 1000), r.due_at)
     from inngest_local.runs r,
          unnest($2::text[], $3::text[], $4::boolean[], $5::float8[])
            as p (kind, step_id, race, due_ms)
     where r.id = $1 and not exists (
       select 1 from inngest_local.steps s where s.run_id = r.id and s.step_id = p.step_id)
     on conflict (run_id, step_id) do nothing`,
    [
      runId,
      planned.map(({ kind }) => kind),
      planned.map(({ stepId }) => stepId),
      planned.map(({ race }) => race),
      planned.map(({ dueAtMs }) => dueAtMs),
    ],
  );
}

export interface Pending {
  /** Steps and sleeps that are not over. */
  total: number;
  /** Those among them that the run waits for: not the losers of a race. */
  awaited: number;
}

/** What is pending in the run, apart from row `exceptId`. */
export async function countPending(
  client: Queryable,
  runId: string,
  exceptId: string,
): Promise<Pending> {
  const { rows } = await client.query<Pending>(
    `select count(*)::int as total, (count(*) filter (where not race))::int as awaited
     from inngest_local.queue where run_id = $1 and id <> $2 and step_id <> 'step'`,
    [runId, exceptId],
  );
  return rows[0] ?? { total: 0, awaited: 0 };
}

/** Asks the app to go on: a fresh call, or one more after the one that is in flight. */
export async function queueNextCall(client: Queryable, runId: string): Promise<void> {
  await client.query(
    `insert into inngest_local.queue (run_id, function_id, kind, step_id, slots, due_at)
     select id, function_id, 'call', 'step', slots, due_at from inngest_local.runs where id = $1
     on conflict (run_id, step_id) do update set again = true`,
    [runId],
  );
}

/** Makes the row itself the next call, with all its attempts before it. */
export async function renewRow(client: Queryable, rowId: string): Promise<void> {
  await client.query(
    `update inngest_local.queue q
     set attempt = 0, again = false, lost_calls = 0, lost_at_steps = 0, last_error = null,
         due_at = r.due_at, lease_epoch = null, lease_until = null, request_id = null
     from inngest_local.runs r where q.id = $1 and r.id = q.run_id`,
    [rowId],
  );
}

export async function setRequestVersion(
  client: Queryable,
  runId: string,
  version: number,
): Promise<void> {
  await client.query("update inngest_local.runs set request_version = $2 where id = $1", [
    runId,
    version,
  ]);
}

function memoColumns(memos: Memo[]) {
  return [
    memos.map(({ stepId }) => stepId),
    memos.map(({ name }) => name?.replaceAll("\0", "") ?? null),
    memos.map(({ memo }) => memo),
  ];
}
