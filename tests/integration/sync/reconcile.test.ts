import { asc, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { schema } from "@/lib/db";
import { pollRouter } from "@/services/routers";
import { reconcileRouter } from "@/services/sync";
import { waitFor } from "@/tests/support";
import { startReconcileWorld } from "./reconcile-world";

const world = await startReconcileWorld();
const { db, ctx, router, simulator, sink, addUser, sync, state, declare, cutOff, routerState } =
  world;
const { reconcile, batch, secretOf, syncedUsers } = world;
const { desiredStates, outbox, routers, routerStates, syncRuns, syncStates } = schema;

/** Everything that the engine may write, but for when it looked. */
async function snapshot() {
  const health = await routerState();
  const { lastReconciledAt: _, nextReconcileAt: __, ...rest } = health;
  return {
    health: rest,
    desired: await db.select().from(desiredStates).orderBy(asc(desiredStates.userId)),
    states: await db.select().from(syncStates).orderBy(asc(syncStates.userId)),
    runs: await db.select().from(syncRuns).orderBy(asc(syncRuns.id)),
    outbox: await db.select({ id: outbox.id }).from(outbox).orderBy(asc(outbox.id)),
  };
}

test("a comparison without drift writes nothing: not to the router, and not to the database but when it looked", async () => {
  await syncedUsers(3);
  await reconcile();
  const before = await snapshot();
  simulator.resetLog();
  expect(await reconcile()).toEqual({
    outcome: "compared",
    users: 3,
    looked: expect.any(Number),
    drifted: 0,
    foreign: 0,
    braked: false,
  });
  expect(simulator.writes()).toEqual([]);
  expect(await snapshot()).toEqual(before);
  expect((await routerState()).lastReconciledAt).not.toBeNull();
});

test("comparisons are due every few minutes, and not all at the same time", async () => {
  const now = new Date();
  const waits = new Set<number>();
  for (let n = 0; n < 10; n++) {
    await reconcileRouter({ ...ctx, now: () => now }, { routerId: router.id });
    waits.add(Number((await routerState()).nextReconcileAt) - now.getTime());
  }
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(8 * 60_000);
  expect(Math.max(...waits)).toBeLessThanOrEqual(12 * 60_000);
  expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(30_000);
});

test("who was as they should be is looked at again only when something about them has changed", async () => {
  const [alice, bob] = await syncedUsers(3);
  if (!alice || !bob) throw new Error("no users");
  const looked = async (now = new Date()) => {
    const found = await reconcileRouter({ ...ctx, now: () => now }, { routerId: router.id });
    return "looked" in found ? found.looked : found;
  };
  const settled = () => waitFor("nobody to be looked at", looked, (count) => count === 0);
  await settled();
  simulator.setRow("/ppp/secret", alice.username, { comment: "somebody's note" });
  expect(await looked()).toBe(1);
  await batch();
  await settled();
  await declare(bob.id);
  await db.update(syncStates).set({ urgent: false }).where(eq(syncStates.userId, bob.id));
  expect(await looked()).toBe(1);
  await settled();
  simulator.dial({ name: bob.username, password: "pw1" });
  await waitFor("the session", () => simulator.sessions().length === 1);
  expect(await looked()).toBe(1);
  expect(await state(bob.id)).toMatchObject({ online: true });
  await settled();
  await db.update(routers).set({ syncPolicy: "no_deletes" });
  expect(await looked()).toBe(3);
  await settled();
  await db.update(routerStates).set({ seenHardwareId: "another machine" });
  expect(await looked()).toBe(3);
  await settled();
  expect(await looked(new Date(Date.now() + 3_600_000))).toBe(3);
});

test("a secret deleted by hand and one edited by hand are right again after a comparison and a batch", async () => {
  const [deleted, edited, untouched] = await syncedUsers(3);
  if (!deleted || !edited || !untouched) throw new Error("no users");
  simulator.removeRow("/ppp/secret", deleted.username);
  simulator.setRow("/ppp/secret", edited.username, { profile: "default", disabled: "yes" });
  expect(await reconcile()).toMatchObject({ drifted: 2 });
  expect(await state(untouched.id)).toMatchObject({ status: "in_sync" });
  expect(sink.events.filter((e) => e.name === "network/router.sync.requested")).not.toEqual([]);
  expect(await batch()).toEqual({ synced: 2, next: null });
  expect(secretOf(deleted.username)).toMatchObject({ password: "pw1", disabled: "false" });
  expect(secretOf(edited.username)?.profile).toMatch(/^isp-home/);
  expect(await reconcile()).toMatchObject({ drifted: 0 });
});

test("rows of other people are counted and left as they are", async () => {
  await syncedUsers(1);
  simulator.addRow("/ppp/secret", { name: "otieno", password: "own" });
  simulator.addRow("/ppp/secret", { name: "achieng", password: "own", comment: "office" });
  const before = simulator.rows("/ppp/secret");
  expect(await reconcile()).toMatchObject({ foreign: 2, drifted: 0 });
  expect(simulator.rows("/ppp/secret")).toEqual(before);
  expect((await routerState()).foreignSecretCount).toBe(2);
});

test("a profile of ours that nothing refers to is removed; used ones and other people's stay", async () => {
  const [user] = await syncedUsers(1);
  if (!user) throw new Error("no user");
  const comment = secretOf(user.username)?.comment?.split(":").slice(0, 2).join(":");
  simulator.addRow("/ppp/profile", { name: "isp-old-00000000", comment: String(comment) });
  simulator.addRow("/ppp/profile", { name: "isp-used-00000000", comment: String(comment) });
  simulator.addRow("/ppp/profile", { name: "office" });
  simulator.addRow("/ppp/secret", { name: "otieno", password: "x", profile: "isp-used-00000000" });
  await reconcile();
  const names = simulator.rows("/ppp/profile").map((row) => row.name);
  expect(names).not.toContain("isp-old-00000000");
  expect(names).toEqual(expect.arrayContaining(["isp-used-00000000", "office", "default"]));
  expect(names).toContain(secretOf(user.username)?.profile);
});

test("online flags follow what a poll sees, and a session of somebody cut off is asked about", async () => {
  const [user, other] = await syncedUsers(2);
  if (!user || !other) throw new Error("no users");
  simulator.dial({ name: user.username, password: "pw1" });
  await waitFor("the session", () => simulator.sessions().length === 1);
  await pollRouter(ctx, { routerId: router.id });
  expect(await state(user.id)).toMatchObject({ online: true, sessionAddress: expect.any(String) });
  expect(await state(other.id)).toMatchObject({ online: false });
  await cutOff(user.id);
  await sync(user.id);
  expect(await state(user.id)).toMatchObject({ online: false, status: "in_sync" });
  simulator.setRow("/ppp/secret", user.username, { disabled: "no" });
  await waitFor("the redial", () => simulator.sessions().length === 1);
  await pollRouter(ctx, { routerId: router.id });
  expect(await state(user.id)).toMatchObject({ status: "pending" });
  await batch();
  expect(simulator.sessions()).toEqual([]);
  expect(secretOf(user.username)?.disabled).toBe("true");
});

test("where nothing may be removed, who is closed is out all the same, and that the row stays is said", async () => {
  const [user] = await syncedUsers(1);
  if (!user) throw new Error("no user");
  await db.update(routers).set({ syncPolicy: "no_deletes" });
  simulator.dial({ name: user.username, password: "pw1" });
  await waitFor("the session", () => simulator.sessions().length === 1);
  await world.setUser(user.id, { status: "closed" });
  expect(await sync(user.id)).toMatchObject({ outcome: "changed", status: "paused" });
  expect(simulator.sessions()).toEqual([]);
  expect(secretOf(user.username)).toMatchObject({ disabled: "true" });
  expect((await state(user.id)).conditions).toContainEqual(
    expect.objectContaining({ message: expect.stringContaining("it is disabled instead") }),
  );
  simulator.resetLog();
  expect(await reconcile()).toMatchObject({ drifted: 0 });
  expect(simulator.writes()).toEqual([]);
});

test("a router that is only watched is compared and never changed", async () => {
  await db.update(routers).set({ syncPolicy: "observe_only" });
  const user = await addUser();
  simulator.resetLog();
  expect(await sync(user.id)).toMatchObject({ outcome: "observed_only", status: "paused" });
  expect(await reconcile()).toMatchObject({ drifted: 0 });
  expect(simulator.writes()).toEqual([]);
  expect(await state(user.id)).toMatchObject({ status: "paused" });
  await declare(user.id);
  expect(await sync(user.id)).toMatchObject({ status: "paused" });
});

test("a router that answers and lets nobody read is named with what to do, asked no sooner than ever, and heard when it does", async () => {
  simulator.faults.add({
    kind: "trap",
    path: "/ppp/secret/print",
    message: "not enough permissions (9)",
  });
  const now = new Date();
  const at = { ...ctx, now: () => now };
  expect(await reconcileRouter(at, { routerId: router.id })).toEqual({
    outcome: "failed",
    code: "not_enough_permissions",
  });
  const refused = await routerState();
  expect(refused.guardFindings).toEqual([
    {
      reason: "NotCompared",
      message: expect.stringMatching(/not enough permissions.*Its group needs/),
      since: now.toISOString(),
    },
  ]);
  expect(refused.nextReconcileAt?.getTime()).toBeGreaterThanOrEqual(now.getTime() + 8 * 60_000);
  expect(refused.reachability).not.toBe("down");
  simulator.faults.clear();
  expect(await reconcile()).toMatchObject({ outcome: "compared" });
  expect((await routerState()).guardFindings).toEqual([]);
});
