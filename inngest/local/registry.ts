import type pg from "pg";
import { nextFireAt } from "./cron";
import { type Queryable, withTransaction } from "./db";
import { type CompiledFunction, compileFunction } from "./protocol/compile-function";
import { indexTriggers, type TriggerIndex } from "./protocol/match-event";

/** The functions that the app has registered: in memory to match by, in Postgres to survive. */
export class Registry {
  private active = new Map<string, CompiledFunction>();
  /** Removed from the app, but runs of theirs may still be alive. */
  private retired = new Map<string, CompiledFunction>();
  private index: TriggerIndex = new Map();
  private fingerprint = "";

  constructor(private readonly pool: pg.Pool) {}

  /** Reads what earlier registrations left. */
  async load(): Promise<void> {
    const { rows } = await this.pool.query<{ config: string; active: boolean }>(
      "select config, active from inngest_local.functions order by id",
    );
    const read = (wanted: boolean) =>
      rows.filter(({ active }) => active === wanted).map(({ config }) => JSON.parse(config));
    this.retired = byId(read(false).map(compileFunction));
    this.use(read(true).map(compileFunction));
  }

  get isEmpty(): boolean {
    return this.active.size === 0;
  }

  get triggers(): TriggerIndex {
    return this.index;
  }

  list(): CompiledFunction[] {
    return [...this.active.values()];
  }

  find(id: string): CompiledFunction | undefined {
    return this.active.get(id) ?? this.retired.get(id);
  }

  /**
   * Replaces the registered functions by these, all or none. Returns whether anything changed.
   * @throws UnsupportedFunctionError naming what cannot be honoured.
   */
  async register(configs: unknown[]): Promise<boolean> {
    const functions = configs.map(compileFunction);
    const fingerprint = fingerprintOf(functions);
    if (fingerprint === this.fingerprint) return false;
    await withTransaction(this.pool, (client) => save(client, functions));
    for (const [id, fn] of this.active) this.retired.set(id, fn);
    this.use(functions);
    return true;
  }

  private use(functions: CompiledFunction[]): void {
    this.active = byId(functions);
    this.index = indexTriggers(functions);
    this.fingerprint = fingerprintOf(functions);
  }
}

function byId(functions: CompiledFunction[]): Map<string, CompiledFunction> {
  return new Map(functions.map((fn) => [fn.id, fn]));
}

function fingerprintOf(functions: CompiledFunction[]): string {
  return JSON.stringify(functions.map(({ config }) => config));
}

async function save(db: Queryable, functions: CompiledFunction[]): Promise<void> {
  await db.query(
    `insert into inngest_local.functions (id, uuid, config, active)
     select id, uuid::uuid, config, true from unnest($1::text[], $2::text[], $3::text[])
       as f (id, uuid, config)
     on conflict (id) do update set config = excluded.config, active = true, updated_at = now()`,
    [
      functions.map(({ id }) => id),
      functions.map(({ uuid }) => uuid),
      functions.map(({ config }) => JSON.stringify(config)),
    ],
  );
  await db.query("update inngest_local.functions set active = false where id <> all($1::text[])", [
    functions.map(({ id }) => id),
  ]);
  await saveCrons(db, functions);
}

/** A cron that was there before keeps its next time, so that one missed while down still fires. */
async function saveCrons(db: Queryable, functions: CompiledFunction[]): Promise<void> {
  const crons = functions.flatMap((fn) =>
    fn.crons.map((expression) => ({ id: fn.id, expression })),
  );
  const ids = crons.map(({ id }) => id);
  const expressions = crons.map(({ expression }) => expression);
  await db.query(
    `delete from inngest_local.crons c
     where not exists (select 1 from unnest($1::text[], $2::text[]) as f (id, expression)
                       where f.id = c.function_id and f.expression = c.expression)`,
    [ids, expressions],
  );
  await db.query(
    `insert into inngest_local.crons (function_id, expression, next_at)
     select id, expression, to_timestamp(next_ms / 1000)
     from unnest($1::text[], $2::text[], $3::float8[]) as c (id, expression, next_ms)
     on conflict do nothing`,
    [ids, expressions, expressions.map((expression) => nextFireAt(expression, Date.now()))],
  );
}
