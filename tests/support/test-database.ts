import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, inject } from "vitest";
import { afterCommitWork } from "@/lib/context";
import { type Connection, connect } from "@/lib/db";
import { startNeonBridge } from "./neon-bridge";
import { applyTestEnv } from "./test-env";

export interface TestDatabase extends Connection {
  url: string;
}

/**
 * A database of this test file's own, cloned from the migrated template in well under a second and dropped
 * afterwards. Also points the process-wide handle (getDb) at it. TEST_DATABASE_DRIVER=neon goes through Neon's
 * driver.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const adminUrl = inject("postgresUrl");
  const name = `test_${randomBytes(6).toString("hex")}`;
  await query(adminUrl, `create database ${name} template isp_template strategy file_copy`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  applyTestEnv(url.href);
  const connection = await open(url);
  afterAll(async () => {
    await afterCommitWork();
    await connection.close();
    await query(adminUrl, `drop database if exists ${name} with (force)`);
  });
  const holder = globalThis as typeof globalThis & { ispDb?: Connection };
  holder.ispDb = connection;
  return { ...connection, url: url.href };
}

async function open(url: URL): Promise<Connection> {
  if (process.env.TEST_DATABASE_DRIVER !== "neon")
    return connect(url.href, { maxConnections: 20, namedStatements: true });
  const bridge = await startNeonBridge({ host: url.hostname, port: Number(url.port) });
  const connection = connect(url.href, {
    maxConnections: 20,
    driver: "neon",
    neonProxy: bridge.address,
  });
  return {
    ...connection,
    close: async () => {
      await connection.close();
      await bridge.close();
    },
  };
}

async function query(url: string, text: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
