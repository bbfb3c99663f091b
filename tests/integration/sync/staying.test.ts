import { eq } from "drizzle-orm";
import { afterAll, beforeEach, expect, test } from "vitest";
import { schema } from "@/lib/db";
import { startManaging } from "@/services/routers";
import { reconcileRouter, syncRouterBatch, syncUser } from "@/services/sync";
import { explainToStaff } from "@/services/users";
import { startRouterOsSimulator } from "@/tests/simulators/routeros";
import { waitFor } from "@/tests/support";
import { insertPackage, insertRouter, staffContext } from "./fixture";
import { startWorld } from "./world";

const world = await startWorld();
const { db, ctx, router, simulator, sink, addUser, sync, setUser, cutOff, letIn, state } = world;
const other = await startRouterOsSimulator({ redialSeconds: 0.1 });
afterAll(() => other.close());
const dead = await insertRouter(db);
const watched = await insertRouter(db, { port: other.port, syncPolicy: "observe_only" });
const office = await insertPackage(db, { name: "Office", serviceType: "static" });
const staff = await staffContext(db);
const { routers, routerStates, syncStates } = schema;

beforeEach(async () => {
  await db
    .update(routerStates)
    .set({ breakerOpenUntil: null, brakeReason: null, reachability: "up", consecutiveFailures: 0 });
  await db.update(routers).set({ syncPolicy: "observe_only" }).where(eq(routers.id, watched.id));
});

const secretOf = (name: string) => simulator.rows("/ppp/secret").find((row) => row.name === name);
const onScreen = async (id: string) => (await explainToStaff(staff, [id])).get(id)?.sentence;
const queueOn = (sim: typeof simulator, name: string) =>
  sim.rows("/queue/simple").find((row) => row.name === name);
const WAITS = { outcome: "deferred", reason: "waits_for_new_router" };

/** On the old router, paid and online, while the new one cannot have them. */
async function moving() {
  const user = await addUser();
  await sync(user.id);
  simulator.dial({ name: user.username, password: "pw1" });
  await waitFor("the session", () => simulator.sessions().some((s) => s.name === user.username));
  await setUser(user.id, { routerId: dead.id });
  expect(await sync(user.id)).toMatchObject(WAITS);
  return user;
}
const isOnline = (name: string) => simulator.sessions().some((session) => session.name === name);

test("whoever moves to a router that is down is cut off on the old one when time runs out, and let in again", async () => {
  const user = await moving();
  expect(await onScreen(user.id)).toContain(`${router.name} lets them in until then`);
  sink.events.length = 0;
  await cutOff(user.id);
  expect(await onScreen(user.id)).toContain(`${router.name}, which the user leaves, has not`);
  await waitFor("the old router to be asked", () =>
    sink.events.some((e) => e.data.routerId === router.id),
  );
  expect(await sync(user.id)).toMatchObject(WAITS);
  expect(secretOf(user.username)).toMatchObject({ disabled: "true" });
  expect(isOnline(user.username)).toBe(false);
  expect(await state(user.id)).toMatchObject({ status: "pending", online: false });
  expect(await onScreen(user.id)).toContain("Offline: unpaid");

  await letIn(user.id);
  expect(await sync(user.id)).toMatchObject(WAITS);
  await waitFor("the session", () => isOnline(user.username));
});

test("a crowd that moves away is cut off by the batch, and while nothing changes no router is asked", async () => {
  const users = [await moving(), await moving()];
  for (const user of users) await cutOff(user.id);
  await syncRouterBatch(ctx, { routerId: router.id });
  for (const user of users) expect(isOnline(user.username)).toBe(false);
  simulator.resetLog();
  await syncRouterBatch(ctx, { routerId: router.id });
  for (const user of users) expect(await sync(user.id)).toMatchObject(WAITS);
  expect(simulator.commands()).toEqual([]);
});

test("whoever waits is cut off by the batch although somebody else's rows cannot be read", async () => {
  const waiting = await moving();
  const plain = await addUser();
  await sync(plain.id);
  for (const user of [waiting, plain]) await cutOff(user.id);
  await db.update(syncStates).set({ urgent: false }).where(eq(syncStates.userId, plain.id));
  simulator.faults.add({ kind: "trap", message: "failure: busy", path: "/ppp/secret", nth: 1 });
  await syncRouterBatch(ctx, { routerId: router.id });
  expect(isOnline(waiting.username)).toBe(false);
  expect(secretOf(plain.username)).toMatchObject({ disabled: "true" });
});

test("a router is not called up because nothing of its users who wait has to be asked", async () => {
  await moving();
  const isDown = { reachability: "down", consecutiveFailures: 3 } as const;
  await db.update(routerStates).set(isDown).where(eq(routerStates.routerId, router.id));
  simulator.resetLog();
  await syncRouterBatch(ctx, { routerId: router.id });
  expect(simulator.commands()).toEqual([]);
  expect(await world.routerState()).toMatchObject(isDown);
});

test("a static address stays on its router until the new one is managed", async () => {
  const user = await addUser({
    serviceType: "static",
    packageId: office.id,
    staticAddress: "10.70.9.1",
  });
  await sync(user.id);
  await setUser(user.id, { routerId: watched.id });
  const there = { userId: user.id, routerId: watched.id };
  expect(await sync(user.id)).toMatchObject(WAITS);
  expect(await syncUser(ctx, there)).toMatchObject({ outcome: "observed_only", status: "paused" });
  expect(queueOn(simulator, user.username)).toBeDefined();

  await startManaging(staff, { routerId: watched.id });
  sink.events.length = 0;
  expect(await syncUser(ctx, there)).toMatchObject({ reason: "waits_for_old_router" });
  await waitFor("the old router to be asked", () =>
    sink.events.some((e) => e.data.routerId === router.id),
  );
  expect(await sync(user.id)).toMatchObject({ status: "in_sync" });
  expect(queueOn(simulator, user.username)).toBeUndefined();
  expect(await syncUser(ctx, there)).toMatchObject({ status: "in_sync" });
  expect(queueOn(other, user.username)).toBeDefined();
});

test("whoever has moved has lost nothing: no brake is pulled for it", async () => {
  const users = [];
  for (let n = 0; n < 12; n++) {
    const user = await addUser();
    await sync(user.id);
    users.push(user);
  }
  for (const user of users) await setUser(user.id, { routerId: dead.id });
  await syncRouterBatch(ctx, { routerId: router.id });
  expect((await world.routerState()).brakeReason).toBeNull();
  await reconcileRouter(ctx, { routerId: router.id });
  expect((await world.routerState()).brakeReason).toBeNull();
});
