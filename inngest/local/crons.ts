import type pg from "pg";
import { type DeliveredEvent, planStart, toStored } from "./accept-events";
import { nextFireAt } from "./cron";
import { withTransaction } from "./db";
import type { Registry } from "./registry";
import { insertEvents } from "./store/events";
import { ulid } from "./ulid";

const TIMER = "inngest/scheduled.timer";

interface DueCron {
  functionId: string;
  expression: string;
  nextAt: Date;
}

/**
 * Starts the functions whose cron time has come. Times missed while the server was down fire once, and so do those that
 * come while the last start still waits for its turn. Returns how many ms to wait for the next one, or undefined if
 * there is none.
 */
export async function fireCrons(pool: pg.Pool, registry: Registry): Promise<number | undefined> {
  await withTransaction(pool, rewindCrons);
  await withTransaction(pool, async (client) => {
    const { rows } = await client.query<DueCron>(
      `select function_id as "functionId", expression, next_at as "nextAt"
       from inngest_local.crons where next_at <= now() for update skip locked`,
    );
    for (const cron of rows) await fireCron(client, registry, cron);
  });
  const { rows } = await pool.query<{ waitMs: number | null }>(
    `select (extract(epoch from min(next_at) - now()) * 1000)::float8 as "waitMs"
     from inngest_local.crons`,
  );
  return rows[0]?.waitMs ?? undefined;
}

async function fireCron(client: pg.PoolClient, registry: Registry, cron: DueCron): Promise<void> {
  const fn = registry.find(cron.functionId);
  const firedAtMs = cron.nextAt.getTime();
  if (fn && !(await waits(client, fn.id))) {
    const event = timerEvent(cron.expression, firedAtMs);
    const id = ulid();
    // The fire time makes the start unique, whoever fires it and however often.
    const start = planStart(fn, id, event, `cron ${cron.expression} ${event.id}`);
    await insertEvents(client, [toStored(event, id)], [start], { waiting: false });
  }
  const nextMs = nextFireAt(cron.expression, Math.max(Date.now(), firedAtMs));
  await client.query(
    `update inngest_local.crons set next_at = to_timestamp($3::float8 / 1000)
     where function_id = $1 and expression = $2`,
    [cron.functionId, cron.expression, nextMs],
  );
}

/** A crowd of starts that all find the same work helps nobody: whoever falls behind does it once. */
async function waits(client: pg.PoolClient, functionId: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `select 1 from inngest_local.queue q join inngest_local.runs r on r.id = q.run_id
     where q.function_id = $1 and r.status = 'queued' and r.event_name = $2 limit 1`,
    [functionId, TIMER],
  );
  return rowCount === 1;
}

/**
 * A clock that was ahead and has been set right (a machine that starts with local time for UTC) leaves times behind that
 * would be waited for: they are counted anew, and what was started in that future does not count as having been.
 */
async function rewindCrons(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<DueCron>(
    `select function_id as "functionId", expression, next_at as "nextAt"
     from inngest_local.crons where next_at > now() for update skip locked`,
  );
  for (const { functionId, expression, nextAt } of rows) {
    const nextMs = nextFireAt(expression, Date.now());
    if (nextAt.getTime() <= nextMs) continue;
    await client.query(
      `update inngest_local.crons set next_at = to_timestamp($3::float8 / 1000)
       where function_id = $1 and expression = $2`,
      [functionId, expression, nextMs],
    );
    await client.query(
      `delete from inngest_local.starts
       where function_id = $1 and started_at > now() and starts_with(event_key, 'cron ')`,
      [functionId],
    );
  }
}

function timerEvent(expression: string, firedAtMs: number): DeliveredEvent {
  const fireAt = new Date(firedAtMs).toISOString().replace(".000Z", "Z");
  return {
    name: TIMER,
    id: fireAt,
    ts: firedAtMs,
    user: {},
    data: { cron: expression, fireAt, scheduledAt: fireAt },
  };
}
