import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate as runMigrations } from "drizzle-orm/node-postgres/migrator";
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
    await runMigrations(drizzle(client), { migrationsFolder: folder });
  } finally {
    await client.end();
  }
}
