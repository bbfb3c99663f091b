import { asc } from "drizzle-orm";
import { v7 } from "uuid";
import { expect, test } from "vitest";
import { schema } from "@/lib/db";
import { pruneOutbox } from "@/services/outbox";
import { createIsp, createTestDatabase } from "@/tests/support";

const { db } = await createTestDatabase();
const now = new Date("2026-06-20T09:00:00Z");
const { job } = await createIsp(db, { now: () => now });
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);

test("events that left are forgotten after a week, and never one that has not", async () => {
  await db.delete(schema.outbox);
  const line = (name: string, made: number, left: number | null) => ({
    id: v7({ msecs: daysAgo(made).getTime() }),
    name,
    data: {},
    createdAt: daysAgo(made),
    sentAt: left === null ? null : daysAgo(left),
  });
  await db
    .insert(schema.outbox)
    .values([
      line("old, unsent", 30, null),
      line("old, sent", 9, 9),
      line("old, sent yesterday", 20, 1),
      line("young, sent", 7, 7),
    ]);
  expect(await pruneOutbox(job)).toBe(1);
  expect(await pruneOutbox(job)).toBe(0);
  const left = await db.select().from(schema.outbox).orderBy(asc(schema.outbox.id));
  expect(left.map(({ name }) => name)).toEqual([
    "old, unsent",
    "old, sent yesterday",
    "young, sent",
  ]);
});
