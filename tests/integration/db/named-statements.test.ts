import { sql } from "drizzle-orm";
import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { connect, executeRows } from "@/lib/db";
import { createTestDatabase } from "@/tests/support";

const { url } = await createTestDatabase();
const on = connect(url, { driver: "pg", maxConnections: 1, namedStatements: true });
const off = connect(url, { driver: "pg", maxConnections: 1 });
afterAll(() => Promise.all([on.close(), off.close()]));

const named = async ({ db }: typeof on, text: string) =>
  (
    await executeRows(
      db,
      sql`select 1 from pg_prepared_statements where statement like ${text}`,
      z.unknown(),
    )
  ).length;

test("a statement is planned once per connection from the second time on", async () => {
  for (let n = 1; n <= 3; n++) {
    const rows = await executeRows(on.db, sql`select ${n}::int as "planned once"`, z.unknown());
    expect(rows).toEqual([{ "planned once": n }]);
    expect(await named(on, "%planned once%")).toBe(n === 1 ? 0 : 1);
  }
});

test("nothing is named where a pooler may stand between", async () => {
  for (let n = 1; n <= 3; n++) await off.db.execute(sql`select ${n}::int as nameless`);
  expect(await named(off, "%as nameless%")).toBe(0);
});

test("a named statement that failed can be said again", async () => {
  const divide = (by: number) =>
    executeRows(on.db, sql`select 6 / ${by}::int as "six by"`, z.unknown());
  await divide(1);
  await expect(divide(0)).rejects.toThrow();
  expect(await divide(2)).toEqual([{ "six by": 3 }]);
  await expect(divide(0)).rejects.toThrow();
  expect(await divide(3)).toEqual([{ "six by": 2 }]);
});

test("a table that changed is planned anew", async () => {
  await on.db.execute(sql`create temp table changing (a int)`);
  const read = () =>
    executeRows(on.db, sql`select a from changing where ${1}::int = 1`, z.unknown());
  await on.db.execute(sql`insert into changing values (1)`);
  for (let n = 0; n < 3; n++) expect(await read()).toEqual([{ a: 1 }]);
  await on.db.execute(sql`alter table changing add column b int`);
  expect(await read()).toEqual([{ a: 1 }]);
});
