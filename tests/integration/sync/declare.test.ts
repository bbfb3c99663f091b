import { and, eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { schema } from "@/lib/db";
import { declareDesiredState, declareDesiredStates } from "@/services/desired-state";
import { createTestDatabase, waitFor } from "@/tests/support";
import { startEventSink } from "./event-sink";
import {
  at,
  insertCredential,
  insertPackage,
  insertRouter,
  insertUser,
  inTransaction,
} from "./fixture";

await startEventSink();
const { db } = await createTestDatabase();
const DAY_MS = 86_400_000;

const declare = (userId: string, options: { urgent?: boolean; now?: Date } = {}) =>
  inTransaction(
    db,
    (ctx) => declareDesiredState(ctx, { userId, reason: "test", urgent: options.urgent ?? true }),
    options.now,
  );

async function aUser() {
  const router = await insertRouter(db);
  const pack = await insertPackage(db);
  return insertUser(db, { routerId: router.id, packageId: pack.id });
}

const desired = async (userId: string, routerId: string) =>
  (
    await db
      .select()
      .from(schema.desiredStates)
      .where(
        and(eq(schema.desiredStates.userId, userId), eq(schema.desiredStates.routerId, routerId)),
      )
  )[0];
const state = async (userId: string, routerId: string) =>
  (
    await db
      .select()
      .from(schema.syncStates)
      .where(and(eq(schema.syncStates.userId, userId), eq(schema.syncStates.routerId, routerId)))
  )[0];
const eventsAbout = async (id: string) =>
  (await db.select().from(schema.outbox)).filter((row) => Object.values(row.data).includes(id));

test("a first declaration is generation 1, pending, owed, and one interactive event", async () => {
  const user = await aUser();
  expect(await declare(user.id)).toEqual({ generation: 1, changed: true, routerId: user.routerId });
  expect(await desired(user.id, user.routerId)).toMatchObject({
    generation: 1,
    reason: "test",
    intent: { username: user.username, access: "on", presence: "present" },
  });
  expect(await state(user.id, user.routerId)).toMatchObject({
    status: "pending",
    requestedSeq: 1,
    handledSeq: 0,
    urgent: true,
    nextAttemptAt: new Date(at.getTime() + 30_000),
  });
  const events = await eventsAbout(user.id);
  expect(events.map((event) => event.name)).toEqual(["network/user.sync.requested"]);
});

test("declaring the same facts again raises no generation, but an urgent request is never swallowed", async () => {
  const user = await aUser();
  await declare(user.id);
  expect(await declare(user.id)).toMatchObject({ generation: 1, changed: false });
  expect(await state(user.id, user.routerId)).toMatchObject({ requestedSeq: 2 });
  expect(await eventsAbout(user.id)).toHaveLength(2);
});

test("running out of time is a new generation without access", async () => {
  const user = await aUser();
  await declare(user.id);
  const tomorrow = new Date(at.getTime() + DAY_MS);
  expect(await declare(user.id, { now: tomorrow, urgent: false })).toMatchObject({ generation: 2 });
  expect(await desired(user.id, user.routerId)).toMatchObject({ intent: { access: "off" } });
  const names = (await eventsAbout(user.routerId)).map((event) => event.name);
  expect(names).toContain("network/router.sync.requested");
});

test("a new password is a new generation that names its version and never the password", async () => {
  const user = await aUser();
  await declare(user.id);
  await insertCredential(db, user.id, 2, "hunter22");
  expect(await declare(user.id)).toMatchObject({ generation: 2, changed: true });
  const row = await desired(user.id, user.routerId);
  expect(row?.intent.credential?.version).toBe(2);
  expect(JSON.stringify(row)).not.toContain("hunter22");
});

test("moving to another router declares the new home present and the old one absent", async () => {
  const user = await aUser();
  const next = await insertRouter(db);
  await declare(user.id);
  await db.update(schema.users).set({ routerId: next.id }).where(eq(schema.users.id, user.id));
  expect(await declare(user.id)).toEqual({ generation: 1, changed: true, routerId: next.id });
  expect(await desired(user.id, user.routerId)).toMatchObject({
    generation: 2,
    intent: { presence: "absent", access: "off" },
  });
  expect(await desired(user.id, next.id)).toMatchObject({ intent: { presence: "present" } });
  await db
    .update(schema.users)
    .set({ routerId: user.routerId })
    .where(eq(schema.users.id, user.id));
  expect(await declare(user.id)).toMatchObject({ generation: 3, routerId: user.routerId });
  expect(await desired(user.id, next.id)).toMatchObject({ intent: { presence: "absent" } });
});

test("a bulk declaration wakes each router once and leaves alone who is in sync and unchanged", async () => {
  const router = await insertRouter(db);
  const pack = await insertPackage(db);
  const ids: string[] = [];
  for (let i = 0; i < 5; i++)
    ids.push((await insertUser(db, { routerId: router.id, packageId: pack.id })).id);
  const bulk = (now = at) =>
    inTransaction(db, (ctx) => declareDesiredStates(ctx, { userIds: ids, reason: "sweep" }), now);
  expect((await bulk()).map((row) => row.generation)).toEqual([1, 1, 1, 1, 1]);
  expect(await eventsAbout(router.id)).toHaveLength(1);
  await db
    .update(schema.syncStates)
    .set({ status: "in_sync" })
    .where(eq(schema.syncStates.routerId, router.id));
  expect((await bulk()).every((row) => !row.changed)).toBe(true);
  expect(await eventsAbout(router.id)).toHaveLength(1);
  const tomorrow = new Date(at.getTime() + DAY_MS);
  expect((await bulk(tomorrow)).map((row) => row.generation)).toEqual([2, 2, 2, 2, 2]);
  expect(await eventsAbout(router.id)).toHaveLength(2);
});

test("a declaration that waited for another works on what that one wrote, not on what it saw before", async () => {
  const user = await aUser();
  await declare(user.id);
  let late: Promise<unknown> | undefined;
  await inTransaction(db, async (ctx) => {
    const paidUntil = new Date(at.getTime() - 1);
    await ctx.tx.update(schema.users).set({ paidUntil }).where(eq(schema.users.id, user.id));
    await declareDesiredState(ctx, { userId: user.id, reason: "first", urgent: false });
    late = declare(user.id);
    await waitFor("the second to wait", async () => {
      const { rows } = (await db.execute(
        sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )) as unknown as { rows: unknown[] };
      return rows.length > 0;
    });
  });
  await late;
  expect((await desired(user.id, user.routerId))?.intent.access).toBe("off");
});

test("an unknown user is refused", async () => {
  await expect(declare(crypto.randomUUID())).rejects.toMatchObject({ code: "not_found" });
});
