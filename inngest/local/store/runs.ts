import { z } from "zod";
import type { Queryable } from "../db";
import type { RunFilter, RunView } from "../types";

interface RunRow {
  id: string;
  function_id: string;
  status: RunView["status"];
  event_name: string;
  event_id: string;
  queued_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
  output: string | null;
  error: string | null;
}

export const runQuerySchema = z.object({
  status: z.enum(["queued", "running", "completed", "failed"]).optional(),
  function: z.string().max(512).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

const COLUMNS = `id, function_id, status, event_name, event_id, queued_at, started_at, ended_at,
  output, error`;
// A bare function id matches behind the app's prefix too.
const IS_FUNCTION = (n: number) =>
  `($${n}::text is null or function_id = $${n} or right(function_id, length($${n}) + 1) = '-' || $${n})`;

/** The newest runs first. */
export async function listRuns(
  db: Queryable,
  query: z.infer<typeof runQuerySchema>,
): Promise<RunView[]> {
  const { rows } = await db.query<RunRow>(
    `select ${COLUMNS} from inngest_local.runs
     where ($1::text is null or status = $1) and ${IS_FUNCTION(2)}
     order by queued_at desc, id desc limit $3`,
    [query.status ?? null, query.function ?? null, query.limit],
  );
  return rows.map(toView);
}

/** The first run that matches and has ended, if any. */
export async function findEndedRun(db: Queryable, filter: RunFilter): Promise<RunView | undefined> {
  const { rows } = await db.query<RunRow>(
    `select ${COLUMNS} from inngest_local.runs
     where ended_at is not null and ($1::text is null or id = $1)
       and ($2::text is null or event_id = $2) and ${IS_FUNCTION(3)}
     order by ended_at limit 1`,
    [filter.runId ?? null, filter.eventId ?? null, filter.functionId ?? null],
  );
  return rows[0] && toView(rows[0]);
}

/** One run with its event and steps, whole. */
export async function readRun(db: Queryable, id: string) {
  const { rows } = await db.query<RunRow & { body: string }>(
    `select r.*, e.body from inngest_local.runs r join inngest_local.events e on e.id = r.event_id
     where r.id = $1`,
    [id],
  );
  const row = rows[0];
  if (!row) return undefined;
  const steps = await db.query<{ name: string | null; memo: string; memoised_at: Date }>(
    "select name, memo, memoised_at from inngest_local.steps where run_id = $1 order by position",
    [id],
  );
  const pending = await db.query<{ attempt: number; due_at: Date; last_error: string | null }>(
    "select kind, step_id, attempt, due_at, last_error from inngest_local.queue where run_id = $1",
    [id],
  );
  return {
    run: toView(row),
    event: JSON.parse(row.body) as unknown,
    steps: steps.rows.map(({ name, memo, memoised_at }) => ({
      name,
      memo: JSON.parse(memo) as unknown,
      memoisedAt: memoised_at.toISOString(),
    })),
    pending: pending.rows,
  };
}

/** Calls and sleeps that are owed: all, those due now, and those in flight. */
export async function countQueue(
  db: Queryable,
): Promise<{ total: number; due: number; leased: number }> {
  const { rows } = await db.query<{ total: number; due: number; leased: number }>(
    `select count(*)::int as total, count(*) filter (where due_at <= now())::int as due,
            count(lease_epoch)::int as leased from inngest_local.queue`,
  );
  return rows[0] ?? { total: 0, due: 0, leased: 0 };
}

function toView(row: RunRow): RunView {
  return {
    id: row.id,
    functionId: row.function_id,
    status: row.status,
    eventName: row.event_name,
    eventId: row.event_id,
    queuedAt: row.queued_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
    output: row.output === null ? null : JSON.parse(row.output),
    error: row.error === null ? null : JSON.parse(row.error),
  };
}
