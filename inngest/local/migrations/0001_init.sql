-- Payloads are text, not jsonb: jsonb refuses \u0000 and rewrites numbers, and nothing queries inside.

create table server (
  only_row boolean primary key default true check (only_row),
  epoch bigint not null
);
insert into server (epoch) values (0);

create table functions (
  id text primary key,
  uuid uuid not null,
  config text not null,
  active boolean not null,
  updated_at timestamptz not null default now()
);

create table events (
  id text primary key,
  name text not null,
  body text not null,
  received_at timestamptz not null default now(),
  -- Arrived before any app had ever registered: matched at the first registration.
  waiting boolean not null default false
);
create index events_received on events (received_at);
create index events_waiting on events (id) where waiting;

-- Which event has started which function: the dedupe by event id, kept longer than the runs.
create table starts (
  function_id text not null,
  event_key text not null,
  run_id text not null,
  started_at timestamptz not null default now(),
  primary key (function_id, event_key)
);
create index starts_started on starts (started_at);

create table runs (
  id text primary key,
  function_id text not null,
  event_id text not null references events (id),
  event_name text not null,
  status text not null default 'queued'
    check (status in ('queued', 'running', 'completed', 'failed')),
  -- -1 until the SDK has told which execution version it speaks.
  request_version integer not null default -1,
  slots text not null default '[]',
  due_at timestamptz not null,
  queued_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  output text,
  error text,
  check ((ended_at is not null) = (status in ('completed', 'failed')))
);
create index runs_queued on runs (queued_at desc);
create index runs_event on runs (event_id);

create table steps (
  run_id text not null references runs (id) on delete cascade,
  step_id text not null,
  position bigint generated always as identity,
  name text,
  memo text not null,
  memoised_at timestamptz not null default now(),
  primary key (run_id, step_id)
);

-- One row per call that is owed to the app, or per sleep. A live run always has at least one.
create table queue (
  id bigint generated always as identity primary key,
  run_id text not null references runs (id) on delete cascade,
  function_id text not null,
  kind text not null check (kind in ('call', 'sleep')),
  -- 'step' asks the app to go on; a hash asks for that one planned step.
  step_id text not null,
  -- The run goes on after this row even while others of the run are pending.
  race boolean not null default false,
  -- Something was memoised while this call was in flight: ask once more after it.
  again boolean not null default false,
  attempt integer not null default 0,
  due_at timestamptz not null,
  slots text not null default '[]',
  -- The concurrency slot that was full when the row was last looked at.
  parked_on text,
  lease_epoch bigint,
  lease_until timestamptz,
  request_id text,
  lost_calls integer not null default 0,
  lost_at_steps integer not null default 0,
  last_error text,
  unique (run_id, step_id),
  check ((lease_epoch is null) = (lease_until is null))
);
create index queue_ready on queue (due_at, id) where lease_epoch is null and parked_on is null;
create index queue_parked on queue (parked_on, due_at, id) where parked_on is not null;
create index queue_leased on queue (lease_epoch) where lease_epoch is not null;

create table crons (
  function_id text not null references functions (id) on delete cascade,
  expression text not null,
  next_at timestamptz not null,
  primary key (function_id, expression)
);
create index crons_next on crons (next_at);
