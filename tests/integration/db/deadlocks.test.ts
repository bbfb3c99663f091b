import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { createContext, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { createTestDatabase } from "@/tests/support";

const { db } = await createTestDatabase();
const { billNumberSeries } = schema;
await db.insert(billNumberSeries).values([{ series: "A" }, { series: "B" }]);
const ctx = createContext({ kind: "job", id: "test" }, { db });

const raise = ({ tx }: TxContext, series: string) =>
  tx
    .update(billNumberSeries)
    .set({ nextNumber: sql`${billNumberSeries.nextNumber} + 1` })
    .where(eq(billNumberSeries.series, series));

test("two transactions that wait for each other both do their work, once, and what follows a commit follows once", async () => {
  let reached = 0;
  let meet = () => {};
  const both = new Promise<void>((done) => {
    meet = done;
  });
  let tries = 0;
  let followed = 0;
  const crossing = (first: string, second: string) =>
    withTransaction(ctx, async (tx) => {
      tries++;
      tx.afterCommit.push(async () => {
        followed++;
      });
      await raise(tx, first);
      if (++reached === 2) meet();
      await both;
      await raise(tx, second);
    });
  await Promise.all([crossing("A", "B"), crossing("B", "A")]);
  // One at least had to begin anew; how often is the machine's affair.
  expect(tries).toBeGreaterThan(2);
  expect(followed).toBe(2);
  const rows = await db.select().from(billNumberSeries);
  expect(rows.map(({ nextNumber }) => nextNumber)).toEqual([3, 3]);
});

test("a serialization failure is tried again a few times, any other error never", async () => {
  const failing = (state: string) => {
    let tries = 0;
    const run = withTransaction(ctx, async ({ tx }) => {
      tries++;
      await tx.execute(sql.raw(`do $$ begin raise exception using errcode = '${state}'; end $$`));
    });
    return run.catch(() => tries);
  };
  expect(await failing("40001")).toBe(5);
  expect(await failing("23514")).toBe(1);
});
