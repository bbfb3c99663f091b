import { createHash } from "node:crypto";
import { access, chmod, mkdir, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { type Cluster, startCluster } from "../postgres/cluster";
import type { StartOptions } from "./options";

const DATABASE = "isp";

export interface Database {
  url: string;
  embedded: boolean;
  stop(): Promise<void>;
}

/** The given database, or the embedded one, started (or taken over) and with our database in it. */
export async function openDatabase(
  options: StartOptions,
  port: number,
  say: (line: string) => void,
): Promise<Database> {
  if (options.DATABASE_URL) {
    await requireReachable(options.DATABASE_URL);
    return { url: options.DATABASE_URL, embedded: false, stop: async () => undefined };
  }
  const { dataDir, fallbackDir } = await placesForPostgres(options.dataDir);
  if (!dataDir.startsWith(options.dataDir))
    say(`The database is kept in ${dataDir}: the postgres user cannot enter this folder.`);
  const cluster = await startCluster({ dataDir, port, ephemeral: false, fallbackDir });
  if (cluster.adopted) say("Found Postgres still running from last time; using it.");
  await createDatabase(cluster);
  return { url: cluster.url(DATABASE), embedded: true, stop: () => cluster.stop() };
}

/**
 * As root, Postgres runs as the `postgres` user, who must be able to enter every folder on the way: where it
 * cannot, data and binaries go to a folder of their own under /var/lib (or the temporary folder).
 */
async function placesForPostgres(
  wanted: string,
): Promise<{ dataDir: string; fallbackDir: string }> {
  const own = { dataDir: join(wanted, "postgres"), fallbackDir: join(wanted, "bin") };
  if (process.getuid?.() !== 0) return own;
  await chmod(wanted, 0o755);
  const enterable = await Promise.all(parents(wanted).map(isEnterableByAll));
  if (enterable.every(Boolean)) return own;
  const name = `isp-manager-${createHash("sha256").update(wanted).digest("hex").slice(0, 8)}`;
  const base = await access("/var/lib").then(
    () => "/var/lib",
    () => tmpdir(),
  );
  const place = join(base, name);
  await mkdir(place, { recursive: true });
  // Whatever the umask says, the postgres user must be able to enter.
  await chmod(place, 0o755);
  return { dataDir: join(place, "postgres"), fallbackDir: place };
}

const parents = (path: string): string[] =>
  path.split("/").map((_, index, parts) => parts.slice(0, index + 1).join("/") || "/");

async function isEnterableByAll(path: string): Promise<boolean> {
  return ((await stat(path)).mode & 0o001) !== 0;
}

async function createDatabase(cluster: Cluster) {
  const client = new pg.Client({ connectionString: cluster.url("postgres") });
  await client.connect();
  try {
    const found = await client.query("select 1 from pg_database where datname = $1", [DATABASE]);
    if (found.rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

async function requireReachable(url: string) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    await client.query("select 1");
  } catch (error) {
    const { hostname, port } = new URL(url);
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The database at ${hostname}:${port || 5432} cannot be used: ${why}. Check DATABASE_URL.`,
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}
