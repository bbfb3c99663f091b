import { eq, inArray, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { schema } from "@/lib/db";
import { declareDesiredStates } from "@/services/desired-state";
import { previewPlan, startManaging } from "@/services/routers";
import { syncRouterBatch } from "@/services/sync";
import { inTransaction, staffContext } from "./fixture";
import { startReconcileWorld } from "./reconcile-world";

const world = await startReconcileWorld();
const { db, ctx, router, simulator, state, cutOff, routerState } = world;
const { reconcile, batch, syncedUsers } = world;
const { desiredStates, syncStates } = schema;

test("a router that lost every user is not filled again until staff have looked", async () => {
  const users = await syncedUsers(10);
  for (const user of users) simulator.removeRow("/ppp/secret", user.username);
  simulator.resetLog();
  expect(await reconcile()).toMatchObject({ drifted: 0, braked: true });
  expect((await routerState()).brakeReason).toContain("None of the 10 users");
  expect(await batch()).toEqual({ synced: 0, next: null });
  expect(simulator.writes()).toEqual([]);
  await startManaging(staffContext(db), { routerId: router.id });
  expect((await routerState()).brakeReason).toBeNull();
  expect(await batch()).toMatchObject({ synced: 10 });
  expect(simulator.rows("/ppp/secret")).toHaveLength(10);
});

test("a mass removal that no expiry explains pulls the brake, and only the removals wait", async () => {
  await syncedUsers(12);
  // As a mistake in the facts would have it: everybody is to be off, and nobody's time has run out.
  await db
    .update(desiredStates)
    .set({ intent: sql`jsonb_set(${desiredStates.intent}, '{access}', '"off"')` });
  expect(await reconcile()).toMatchObject({ braked: true, drifted: 0 });
  expect((await routerState()).brakeReason).toContain("would be removed or cut off");
  expect(simulator.rows("/ppp/secret").every((row) => row.disabled === "false")).toBe(true);
});

test("a mass removal that was declared pulls the brake before any batch of it, and staff let it through for good", async () => {
  const users = await syncedUsers(24);
  const userIds = users.map(({ id }) => id);
  await db
    .update(schema.users)
    .set({ status: "suspended" })
    .where(inArray(schema.users.id, userIds));
  const declared = { userIds, reason: "a mistake" };
  await inTransaction(db, (tx) => declareDesiredStates(tx, declared), new Date());
  simulator.resetLog();
  await syncRouterBatch(ctx, { routerId: router.id, limit: 12 });
  expect(simulator.writes()).toEqual([]);
  expect((await routerState()).brakeReason).toContain("24 of 24 users would be removed or cut off");
  expect(await state(users[0]?.id ?? "")).toMatchObject({ status: "paused" });
  await startManaging(staffContext(db), { routerId: router.id });
  // Whichever comes first.
  expect(await reconcile()).toMatchObject({ braked: false });
  expect(await batch()).toMatchObject({ synced: 24 });
  expect(simulator.rows("/ppp/secret").every((row) => row.disabled === "true")).toBe(true);
  expect((await routerState()).brakeReason).toBeNull();
});

test("who came up after staff had looked at the plan is not let through with it", async () => {
  const userIds = (await syncedUsers(24)).map(({ id }) => id);
  const staff = staffContext(db);
  const suspend = async (ids: string[]) => {
    await db.update(schema.users).set({ status: "suspended" }).where(inArray(schema.users.id, ids));
    const declared = { userIds: ids, reason: "test" };
    await inTransaction(db, (tx) => declareDesiredStates(tx, declared), new Date());
    await batch();
  };
  await suspend(userIds.slice(0, 12));
  const { readAt: seenAt } = await previewPlan(staff, { routerId: router.id });
  await suspend(userIds.slice(12));
  const letThrough = (at: string) => startManaging(staff, { routerId: router.id, seenAt: at });
  await expect(letThrough(seenAt)).rejects.toThrow("12 more users would be cut off by now");
  expect((await routerState()).brakeReason).not.toBeNull();
  await letThrough((await previewPlan(staff, { routerId: router.id })).readAt);
  expect(await batch()).toMatchObject({ synced: 24 });
});

test("who is cut off already is no loss, whatever is declared of them, nor are few", async () => {
  const users = await syncedUsers(12);
  const userIds = users.map(({ id }) => id);
  const suspend = async (ids: string[]) => {
    await db.update(schema.users).set({ status: "suspended" }).where(inArray(schema.users.id, ids));
    await inTransaction(
      db,
      (tx) => declareDesiredStates(tx, { userIds: ids, reason: "test" }),
      new Date(),
    );
  };
  await suspend(userIds.slice(0, 10));
  expect(await batch()).toMatchObject({ synced: 10 });
  await db.update(schema.packages).set({ downloadKbps: 7_000 });
  await suspend(userIds);
  expect(await batch()).toMatchObject({ synced: 12 });
  expect((await routerState()).brakeReason).toBeNull();
});

test("a mass expiry that is due pulls no brake", async () => {
  const users = await syncedUsers(12);
  for (const user of users) {
    await cutOff(user.id);
    await db.update(syncStates).set({ urgent: false }).where(eq(syncStates.userId, user.id));
  }
  expect(await reconcile()).toMatchObject({ braked: false });
  expect(await batch()).toMatchObject({ synced: 12 });
  expect(simulator.rows("/ppp/secret").every((row) => row.disabled === "true")).toBe(true);
});
