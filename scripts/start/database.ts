import { createHash } from "node:crypto";
import { access, chmod, mkdir, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { AppRole } from "@/lib/db";
import { type Cluster, startCluster } from "../postgres/cluster";
import type { StartOptions } from "./options";

const DATABASE = "isp";
/** Of the embedded database. Its password guards nothing: what counts is what the role may do. */
const APP_ROLE: AppRole = { name: "isp_app", password: "isp_app", setPassword: true };

export interface Database {
  /** As the app connects. */
  url: string;
  /** As the owner of the tables connects: for migrations, and for the job server's own schema. */
  ownerUrl: string;
  /** The role in `url`, when it is not the owner: it is granted what it needs after the migrations. */
  appRole?: AppRole;
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
    return givenDatabase(options.DATABASE_URL, options.DATABASE_MIGRATION_URL);
  }
  const { dataDir, fallbackDir } = await placesForPostgres(options.dataDir);
  if (!dataDir.startsWith(options.dataDir))
    say(`The database is kept in ${dataDir}: the postgres user cannot enter this folder.`);
  const cluster = await startCluster({ dataDir, port, ephemeral: false, fallbackDir });
  if (cluster.adopted) say("Found Postgres still running from last time; using it.");
  await createDatabase(cluster);
  const ownerUrl = cluster.url(DATABASE);
  const url = new URL(ownerUrl);
  url.username = APP_ROLE.name;
  url.password = APP_ROLE.password;
  const stop = () => cluster.stop();
  return { url: url.href, ownerUrl, appRole: APP_ROLE, embedded: true, stop };
}

/** With an owner's URL beside it, the app's URL names a role of its own; it may not exist yet. */
async function givenDatabase(url: string, migrationUrl?: string): Promise<Database> {
  const ownerUrl = migrationUrl ?? url;
  await requireReachable(ownerUrl, migrationUrl ? "DATABASE_MIGRATION_URL" : "DATABASE_URL");
  return {
    url,
    ownerUrl,
    appRole: migrationUrl ? roleIn(url, migrationUrl) : undefined,
    embedded: false,
    stop: async () => undefined,
  };
}

function roleIn(url: string, ownerUrl: string): AppRole | undefined {
  const { username, password } = new URL(url);
  if (username === new URL(ownerUrl).username) return undefined;
  return { name: decodeURIComponent(username), password: decodeURIComponent(password) };
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

async function requireReachable(url: string, setting: string) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    await client.query("select 1");
  } catch (error) {
    const { hostname, port } = new URL(url);
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The database at ${hostname}:${port || 5432} cannot be used: ${why}. Check ${setting}.`,
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}
