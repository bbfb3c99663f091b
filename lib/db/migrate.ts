import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type MigrationMeta, readMigrationFiles } from "drizzle-orm/migrator";
import pg from "pg";

// Not `new URL(…)`: bundlers take that for an asset and look for it.
const here = dirname(fileURLToPath(import.meta.url));
const folder = join(here, "..", "..", "drizzle", "migrations");

/** Brings the database at the URL to the newest schema. Safe to run from several processes at once. */
export async function migrate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // Session-level on purpose: migrations run on a connection of their own, never through a pooler.
    await client.query("select pg_advisory_lock(7242001)");
    await applyAll(client);
  } finally {
    await client.end();
  }
}

/*
 * The library's own runner puts all files into one transaction, in which a value that an earlier file added to an
 * enum cannot be used yet. The table in which it keeps count is the same.
 */
async function applyAll(client: pg.Client) {
  await client.query("create schema if not exists drizzle");
  await client.query(
    `create table if not exists drizzle.__drizzle_migrations
      (id serial primary key, hash text not null, created_at bigint)`,
  );
  const { rows } = await client.query<{ last: string | null }>(
    "select max(created_at) as last from drizzle.__drizzle_migrations",
  );
  const last = Number(rows[0]?.last ?? 0);
  for (const migration of readMigrationFiles({ migrationsFolder: folder }))
    if (migration.folderMillis > last) await apply(client, migration);
}

async function apply(client: pg.Client, migration: MigrationMeta) {
  await client.query("begin");
  try {
    for (const statement of migration.sql) await client.query(statement);
    await client.query(
      "insert into drizzle.__drizzle_migrations (hash, created_at) values ($1, $2)",
      [migration.hash, migration.folderMillis],
    );
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}
