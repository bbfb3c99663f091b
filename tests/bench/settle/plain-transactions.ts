import { randomInt, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { sql } from "drizzle-orm";
import type { Db } from "@/lib/db";

const ACCOUNTS = 10_000;

/** Makes the tables that plain.sql writes to. */
export async function createPlainTables(db: Db): Promise<void> {
  for (const text of [
    `create table plain_payments (id uuid primary key, account integer, amount bigint)`,
    `create table plain_entries (payment uuid, account integer, amount bigint)`,
    `create table plain_accounts (account integer primary key, balance bigint not null)`,
    `insert into plain_accounts select n, 0 from generate_series(1, ${ACCOUNTS}) n`,
  ])
    await db.execute(sql.raw(text));
}

/** The statements of plain.sql as one transaction per call. */
export async function plainTransaction(db: Db): Promise<() => Promise<void>> {
  const text = await readFile(new URL("../plain.sql", import.meta.url), "utf8");
  const statements = text
    .replace(/^--.*$/gm, "")
    .split(";")
    .map((statement) => statement.trim())
    .filter(Boolean);
  return () => {
    const values = [randomUUID(), randomInt(1, ACCOUNTS + 1), randomInt(1, 10_000)];
    return db.transaction(async (tx) => {
      for (const statement of statements) await tx.execute(fill(statement, values));
    });
  };
}

/** Puts parameters where the file has $1, $2, $3. */
function fill(statement: string, values: (string | number)[]) {
  const parts = statement.split(/\$(\d)/);
  return sql.join(
    parts.map((part, index) =>
      index % 2 === 0 ? sql.raw(part) : sql`${values[Number(part) - 1]}`,
    ),
  );
}
