import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterCommitWork } from "@/lib/context";
import { closeDb, type Db, getDb, migrate } from "@/lib/db";
import { startCluster } from "@/scripts/postgres/cluster";
import { freePort } from "@/scripts/postgres/free-port";
import { applyTestEnv } from "@/tests/support/test-env";

export interface BenchDatabase {
  db: Db;
  url: string;
  home: string;
  /** Where events are sent to, whether or not a job server listens there. */
  jobsPort: number;
}

/** A durable Postgres (fsync and synchronous_commit on) of this benchmark's own, migrated, as the product's database. */
export async function withBenchDatabase<T>(
  work: (database: BenchDatabase) => Promise<T>,
): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), "isp-bench-fleet-"));
  await chmod(home, 0o755);
  const cluster = await startCluster({
    dataDir: join(home, "data"),
    port: 0,
    ephemeral: false,
    fallbackDir: join(home, "bin"),
  });
  try {
    const url = cluster.url("postgres");
    await migrate(url);
    const jobsPort = await freePort();
    process.env.INNGEST_BASE_URL = `http://127.0.0.1:${jobsPort}`;
    applyTestEnv(url);
    return await work({ db: getDb(), url, home, jobsPort });
  } finally {
    await afterCommitWork();
    await closeDb();
    await cluster.stop();
    await rm(home, { recursive: true, force: true });
  }
}
