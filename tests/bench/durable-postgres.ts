import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate } from "@/lib/db";
import { startCluster } from "@/scripts/postgres/cluster";

/** Runs the work with a migrated Postgres of its own that is durable: fsync and synchronous_commit are on. */
export async function withDurablePostgres<T>(
  work: (database: { url: string; home: string }) => Promise<T>,
): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), "isp-bench-"));
  // The postgres user must be able to enter.
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
    return await work({ url, home });
  } finally {
    await cluster.stop();
    await rm(home, { recursive: true, force: true });
  }
}
