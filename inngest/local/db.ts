import { readdir, readFile } from "node:fs/promises";
import pg from "pg";

/** A pool or one of its clients: what a statement needs. */
export type Queryable = Pick<pg.Pool, "query">;

const MIGRATIONS = new URL("./migrations/", import.meta.url);
// "inngest_local" as bytes, folded: any constant would do.
const MIGRATION_LOCK = 1_768_842_611;
const RETRIED_CODES = new Set(["40P01", "40001"]);

export function openPool(databaseUrl: string, onError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 8,
    application_name: "inngest-local",
  });
  pool.on("error", onError);
  return pool;
}

/** Runs `work` in one transaction; again, up to 3 times, if Postgres chose it as a deadlock's victim. */
export async function withTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const client = await pool.connect();
    try {
      await client.query("begin");
      const result = await work(client);
      await client.query("commit");
      client.release();
      return result;
    } catch (error) {
      await rollBack(client, error);
      if (attempt >= 3 || !(error instanceof Error) || !isRetried(error)) throw error;
    }
  }
}

/** Applies the migrations that the database lacks. Safe to call from several processes at once. */
export async function migrate(pool: pg.Pool): Promise<void> {
  const files = (await readdir(MIGRATIONS)).filter((name) => name.endsWith(".sql")).sort();
  await withTransaction(pool, async (client) => {
    await client.query("select pg_advisory_xact_lock($1)", [MIGRATION_LOCK]);
    await client.query("create schema if not exists inngest_local");
    await client.query("set local search_path to inngest_local");
    await client.query(
      "create table if not exists migrations (name text primary key, applied_at timestamptz not null default now())",
    );
    const { rows } = await client.query<{ name: string }>("select name from migrations");
    const applied = new Set(rows.map(({ name }) => name));
    for (const name of files.filter((file) => !applied.has(file))) {
      await client.query(await readFile(new URL(name, MIGRATIONS), "utf8"));
      await client.query("insert into migrations (name) values ($1)", [name]);
    }
  });
}

async function rollBack(client: pg.PoolClient, error: unknown): Promise<void> {
  try {
    await client.query("rollback");
    client.release();
  } catch {
    // The connection is gone with its transaction: do not give it back to the pool.
    client.release(error instanceof Error ? error : true);
  }
}

function isRetried(error: Error): boolean {
  return "code" in error && typeof error.code === "string" && RETRIED_CODES.has(error.code);
}
