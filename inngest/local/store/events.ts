import type { Queryable } from "../db";

/** A run that an event is to start, unless the same key has started the function before. */
export interface PlannedStart {
  runId: string;
  functionId: string;
  /** What makes the event one and the same for a function: the sender's id, or ours. */
  eventKey: string;
  eventId: string;
  eventName: string;
  slots: string;
  /** Unix ms; the run starts now if this has passed. */
  dueAtMs: number;
}

export interface StoredEvent {
  id: string;
  name: string;
  /** JSON as the app will get it. */
  body: string;
}

const INSERT = `
with stored as (
  insert into inngest_local.events (id, name, body, waiting)
  select id, name, body, $4 from unnest($1::text[], $2::text[], $3::text[]) as e (id, name, body)
  on conflict (id) do nothing
), planned as (
  select * from unnest($5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::float8[])
    as p (run_id, function_id, event_key, event_id, event_name, slots, due_ms)
), fresh as (
  insert into inngest_local.starts (function_id, event_key, run_id)
  select function_id, event_key, run_id from planned order by function_id, event_key
  on conflict do nothing
  returning run_id
), started as (
  insert into inngest_local.runs (id, function_id, event_id, event_name, slots, due_at)
  select run_id, function_id, event_id, event_name, slots, greatest(now(), to_timestamp(due_ms / 1000))
  from planned join fresh using (run_id)
  returning id, function_id, slots, due_at
)
insert into inngest_local.queue (run_id, function_id, kind, step_id, slots, due_at)
select id, function_id, 'call', 'step', slots, due_at from started`;

/** Stores events and the runs they start, all or nothing. Repeating it changes nothing. */
export async function insertEvents(
  db: Queryable,
  events: StoredEvent[],
  starts: PlannedStart[],
  options: { waiting: boolean },
): Promise<void> {
  await db.query(INSERT, [
    events.map(({ id }) => id),
    events.map(({ name }) => name),
    events.map(({ body }) => body),
    options.waiting,
    starts.map(({ runId }) => runId),
    starts.map(({ functionId }) => functionId),
    starts.map(({ eventKey }) => eventKey),
    starts.map(({ eventId }) => eventId),
    starts.map(({ eventName }) => eventName),
    starts.map(({ slots }) => slots),
    starts.map(({ dueAtMs }) => dueAtMs),
  ]);
}

/** Up to `limit` events that came before any app had registered, oldest first. */
export async function findWaitingEvents(db: Queryable, limit: number): Promise<StoredEvent[]> {
  const { rows } = await db.query<StoredEvent>(
    "select id, name, body from inngest_local.events where waiting order by id limit $1",
    [limit],
  );
  return rows;
}

export async function clearWaiting(db: Queryable, ids: string[]): Promise<void> {
  await db.query("update inngest_local.events set waiting = false where id = any($1)", [ids]);
}

/**
 * Deletes ended runs and their events after 7 days. The ids that dedupe events stay for 35 days,
 * far longer than the 24 hours that Inngest promises.
 */
export async function pruneOld(db: Queryable): Promise<undefined> {
  await db.query(
    `delete from inngest_local.runs
     where queued_at < now() - interval '7 days' and ended_at < now() - interval '7 days'`,
  );
  await db.query(
    `delete from inngest_local.events e
     where e.received_at < now() - interval '7 days' and not e.waiting
       and not exists (select 1 from inngest_local.runs r where r.event_id = e.id)`,
  );
  await db.query("delete from inngest_local.starts where started_at < now() - interval '35 days'");
}
