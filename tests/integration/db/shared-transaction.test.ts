import { eq, sql } from "drizzle-orm";
import pg from "pg";
import { beforeEach, expect, test } from "vitest";
import { z } from "zod";
import {
  afterCommitWork,
  type Context,
  claim,
  claimFirst,
  createContext,
  flushWrites,
  gathered,
  goAlone,
  insertLater,
  type TxContext,
  withSharedTransaction,
} from "@/lib/context";
import { executeRows, schema } from "@/lib/db";
import { createTestDatabase, waitFor } from "@/tests/support";

const { db, url } = await createTestDatabase();
const ctx: Context = createContext({ kind: "job", id: "test" }, { db });
await db.execute(
  sql`create table things (id integer primary key, done integer not null default 0)`,
);

beforeEach(async () => {
  await db.execute(sql`truncate things`);
  await db.execute(sql`insert into things select n, 0 from generate_series(1, 40) n`);
});

const Id = z.object({ id: z.number() });
const calls: number[][] = [];
/** Counts what it is asked for together. */
const touch = gathered("users", async (tx, ids: number[]) => {
  calls.push(ids);
  await executeRows(
    tx.tx,
    sql`update things set done = done + 1 where id = any(${sql.param(ids)}::integer[]) returning id`,
    Id,
  );
  return ids.map((id) => id * 10);
});

const transactionOf = async (tx: TxContext) => {
  const row = z.object({ id: z.string() });
  const [found] = await executeRows(tx.tx, sql`select txid_current()::text as id`, row);
  return found?.id;
};

const done = async () => {
  const rows = await executeRows(db, sql`select id from things where done = 1 order by id`, Id);
  return rows.map(({ id }) => id);
};

const ids = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test("verbs that come together share one transaction and ask once for what is alike", async () => {
  calls.length = 0;
  const results = await Promise.all(
    ids(8).map((id) =>
      withSharedTransaction(ctx, async (tx) => ({
        transaction: await transactionOf(tx),
        output: await touch(tx, id),
      })),
    ),
  );
  expect(new Set(results.map(({ transaction }) => transaction)).size).toBe(1);
  expect(results.map(({ output }) => output)).toEqual([10, 20, 30, 40, 50, 60, 70, 80]);
  expect(calls).toEqual([ids(8)]);
  expect(await done()).toEqual(ids(8));
});

test("one alone, and one in a caller's transaction, do the same", async () => {
  expect(await withSharedTransaction(ctx, (tx) => touch(tx, 3))).toBe(30);
  const nested = withSharedTransaction(ctx, (tx) =>
    withSharedTransaction(tx, (inner) => touch(inner, 4)),
  );
  expect(await nested).toBe(40);
  expect(await done()).toEqual([3, 4]);
});

test("what is done for all may ask for more by itself, and nobody waits for ever", async () => {
  const touchNext = gathered("users", async (tx, ids: number[]) => {
    const next = [];
    for (const id of ids) next.push(await touch(tx, id + 10));
    return next;
  });
  const results = await Promise.all(
    ids(3).map((id) => withSharedTransaction(ctx, (tx) => touchNext(tx, id))),
  );
  expect(results).toEqual([110, 120, 130]);
  expect(await done()).toEqual([11, 12, 13]);
});

test("members that take different ways, or ask nothing, keep nobody waiting", async () => {
  const results = await Promise.all(
    ids(9).map((id) =>
      withSharedTransaction(ctx, async (tx) => {
        if (id % 3 === 0) return 0;
        const first = await touch(tx, id);
        return id % 3 === 1 ? first : first + (await touch(tx, id + 20));
      }),
    ),
  );
  expect(results).toEqual([10, 20 + 220, 0, 40, 50 + 250, 0, 70, 80 + 280, 0]);
});

test("the failure of one undoes nothing of the others, and only it is told", async () => {
  const work = ids(6).map((id) =>
    withSharedTransaction(ctx, async (tx) => {
      await touch(tx, id);
      if (id === 2) throw new Error("this one is wrong");
      // The database refuses this one: the whole transaction is lost.
      if (id === 4) await tx.tx.execute(sql`insert into things (id) values (1)`);
      return id;
    }),
  );
  const settled = await Promise.allSettled(work);
  expect(settled.map(({ status }) => status === "fulfilled")).toEqual([
    true,
    false,
    true,
    false,
    true,
    true,
  ]);
  expect(settled[1]).toMatchObject({ reason: { message: "this one is wrong" } });
  expect(await done()).toEqual([1, 3, 5, 6]);
});

test("two that claim the same go one after the other: the second sees what the first did", async () => {
  const seen = await Promise.all(
    ids(6).map(() =>
      withSharedTransaction(ctx, async (tx) => {
        claim(tx, "customer 1");
        const locked = sql`select done as id from things where id = 1 for update`;
        const [before] = await executeRows(tx.tx, locked, Id);
        await touch(tx, 1);
        return before?.id;
      }),
    ),
  );
  expect(seen.sort()).toEqual([0, 1, 2, 3, 4, 5]);
});

test("of two that say first what they claim, one is set aside and the others stay together", async () => {
  const transactions = await Promise.all(
    ids(6).map((id) =>
      withSharedTransaction(ctx, async (tx) => {
        claimFirst(tx, `customer ${id === 6 ? 1 : id}`);
        await touch(tx, id);
        return transactionOf(tx);
      }),
    ),
  );
  expect(new Set(transactions.slice(0, 5)).size).toBe(1);
  expect(transactions[5]).not.toBe(transactions[0]);
  expect(await done()).toEqual(ids(6));
});

test("what must go alone has a transaction of its own", async () => {
  const transactions = await Promise.all(
    ids(4).map((id) =>
      withSharedTransaction(ctx, async (tx) => {
        if (id === 1) goAlone(tx);
        await touch(tx, id);
        return transactionOf(tx);
      }),
    ),
  );
  const [alone, ...others] = transactions;
  expect(new Set(others).size).toBe(1);
  expect(others).not.toContain(alone);
});

test("who must wait for a row delays nobody else, not even when they are many", async () => {
  const holder = new pg.Client(url);
  await holder.connect();
  await holder.query("begin; select id from things where id <= 4 for update");
  const stuck = ids(4).map((id) => withSharedTransaction(ctx, (tx) => touch(tx, id)));
  let stuckDone = 0;
  for (const each of stuck) void each.then(() => (stuckDone += 1));
  // One after the other, so that each has a transaction of its own.
  for (const id of [5, 6, 7]) await withSharedTransaction(ctx, (tx) => touch(tx, id));
  expect(
    await Promise.all([8, 9].map((id) => withSharedTransaction(ctx, (tx) => touch(tx, id)))),
  ).toEqual([80, 90]);
  expect(stuckDone).toBe(0);
  await holder.query("commit");
  await holder.end();
  await Promise.all(stuck);
  expect(await done()).toEqual(ids(9));
});

test("a company that waits for who waits for it gives way, and all of both do their work", async () => {
  const other = new pg.Client(url);
  await other.connect();
  await other.query("begin");
  await other.query("update things set done = done + 1 where id = 20");
  // The last one has to wait, with the rows of all others in hand.
  const all = [1, 2, 3, 20].map((id) => withSharedTransaction(ctx, (tx) => touch(tx, id)));
  const waiting = sql`select count(*)::integer as id from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  await waitFor(
    "the company to wait",
    async () => (await executeRows(db, waiting, Id))[0]?.id,
    (n) => n === 1,
  );
  await other.query("update things set done = done + 1 where id in (1, 2, 3)");
  await other.query("commit");
  await other.end();
  await Promise.all(all);
  const twice = await executeRows(db, sql`select id from things where done = 2 order by id`, Id);
  expect(twice.map(({ id }) => id)).toEqual([1, 2, 3, 20]);
});

test("after-commit work runs once for each, after the commit, and not for what was undone", async () => {
  const ran: number[] = [];
  await Promise.allSettled(
    ids(5).map((id) =>
      withSharedTransaction(ctx, async (tx) => {
        tx.afterCommit.push(async () => {
          if ((await done()).includes(id)) ran.push(id);
        });
        await touch(tx, id);
        if (id === 5) throw new Error("undone");
      }),
    ),
  );
  await afterCommitWork();
  expect(ran.sort()).toEqual([1, 2, 3, 4]);
});

test("rows that are put off leave together, each with its own columns and defaults", async () => {
  const at = new Date("2026-06-10T09:00:00.123Z");
  const made = await Promise.all(
    ids(4).map((id) =>
      withSharedTransaction(ctx, async (tx) => {
        const row = { id: tx.newId(), name: `event ${id}`, data: { text: `a "quoted" ${id} ☂` } };
        insertLater(tx, schema.outbox, { ...row, createdAt: at, ...(id > 2 && { attempts: id }) });
        if (id === 1) await flushWrites(tx);
        return row;
      }),
    ),
  );
  for (const [index, { id, name, data }] of made.entries()) {
    const [row] = await db.select().from(schema.outbox).where(eq(schema.outbox.id, id));
    const attempts = index > 1 ? index + 1 : 0;
    expect(row).toMatchObject({ name, data, createdAt: at, sentAt: null, attempts });
  }
});

test("a crowd larger than one company is done to the last", async () => {
  const all = await Promise.all(
    ids(40).map((id) => withSharedTransaction(ctx, (tx) => touch(tx, id))),
  );
  expect(all).toHaveLength(40);
  await waitFor("all to be done", done, (rows) => rows.length === 40);
});
