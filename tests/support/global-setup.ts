import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { migrate } from "@/lib/db";
import { startCluster } from "@/scripts/postgres/cluster";
import { applyTestEnv } from "./test-env";

declare module "vitest" {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

const PREFIX = "isp-test-postgres-";

/** One throw-away Postgres for the whole run, with a migrated template that each test file clones. */
export default async function setup(project: TestProject) {
  applyTestEnv("postgres://unused@127.0.0.1/unused");
  await removeLeftovers();
  const home = await mkdtemp(join(tmpdir(), PREFIX));
  await chmod(home, 0o755);
  await writeFile(join(home, "owner"), String(process.pid));
  const options = {
    dataDir: join(home, "data"),
    port: 0,
    ephemeral: true,
    fallbackDir: join(home, "bin"),
  };
  const cluster = await startCluster(options);
  await createTemplate(cluster.url("postgres"), cluster.url("isp_template"));
  project.provide("postgresUrl", cluster.url("postgres"));
  return async () => {
    await cluster.stop();
    await rm(home, { recursive: true, force: true });
  };
}

async function createTemplate(adminUrl: string, templateUrl: string) {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query("create database isp_template");
  await admin.end();
  await migrate(templateUrl);
}

/** Stops servers whose test run was killed. */
async function removeLeftovers() {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const home = join(tmpdir(), name);
    const owner = Number(await readFile(join(home, "owner"), "utf8").catch(() => "0"));
    if (!owner || isAlive(owner)) continue;
    const pidFile = await readFile(join(home, "data", "postmaster.pid"), "utf8").catch(() => "");
    const pid = Number(pidFile.split("\n")[0]);
    if (pid && isAlive(pid)) process.kill(pid, "SIGQUIT");
    await rm(home, { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
