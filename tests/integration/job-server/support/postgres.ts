import { randomBytes } from "node:crypto";
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

async function run(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
