import type pg from "pg";
import { type DeliveredEvent, planStart, toStored } from "./accept-events";
import { nextFireAt } from "./cron";
import { withTransaction } from "./db";
import type { Registry } from "./registry";
import { insertEvents } from "./store/events";
import { ulid } from "./ulid";

interface DueCron {
  functionId: string;
  expression: string;
  nextAt: Date;
}

/**
 * Starts the functions whose cron time has come. Times missed while the server was down fire once.
 * Returns how many ms to wait for the next one, or undefined if there is none.
 */
export async function fireCrons(pool: pg.Pool, registry: Registry): Promise<number | undefined> {
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
  if (fn) {
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

function timerEvent(expression: string, firedAtMs: number): DeliveredEvent {
  const fireAt = new Date(firedAtMs).toISOString().replace(".000Z", "Z");
  return {
    name: "inngest/scheduled.timer",
    id: fireAt,
    ts: firedAtMs,
    user: {},
    data: { cron: expression, fireAt, scheduledAt: fireAt },
  };
}
