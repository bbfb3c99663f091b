import { randomBytes } from "node:crypto";
import net from "node:net";
import pg from "pg";
import { inject, onTestFinished } from "vitest";

/** A fresh, empty database on the test run's Postgres, dropped when the test and its hooks are over. */
export async function createDatabase(): Promise<string> {
  const url = new URL(inject("postgresUrl"));
  const admin = url.href;
  const name = `jobs_${randomBytes(6).toString("hex")}`;
  await run(admin, `create database ${name}`);
  onTestFinished(() => run(admin, `drop database if exists ${name} with (force)`));
  url.pathname = `/${name}`;
  return url.href;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function run(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
