import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { migrate } from "@/lib/db";
import { createCluster } from "@/scripts/postgres/embedded";
import { applyTestEnv } from "./test-env";

declare module "vitest" {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

/** One throw-away Postgres for the whole run, with a migrated template that each test file clones. */
export default async function setup(project: TestProject) {
  applyTestEnv("postgres://unused@127.0.0.1/unused");
  const cluster = await createCluster({
    dataDir: await mkdtemp(join(tmpdir(), "isp-test-postgres-")),
    port: 0,
    ephemeral: true,
  });
  await createTemplate(cluster.url("postgres"), cluster.url("isp_template"));
  project.provide("postgresUrl", cluster.url("postgres"));
  return () => cluster.stop();
}

async function createTemplate(adminUrl: string, templateUrl: string) {
  const { default: pg } = await import("pg");
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query("create database isp_template");
  await admin.end();
  await migrate(templateUrl);
}
