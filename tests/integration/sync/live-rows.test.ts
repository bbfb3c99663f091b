import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { schema } from "@/lib/db";
import { pollRouter } from "@/services/routers";
import { observeSession, reconcileRouter, syncUser } from "@/services/sync";
import { startRouterOsSimulator } from "@/tests/simulators/routeros";
import { waitFor } from "@/tests/support";
import { insertCredential, insertPackage, insertRouter } from "./fixture";
import { startWorld } from "./world";

const world = await startWorld();
const { db, ctx, router, simulator, addUser, declare, sync, state, cutOff, letIn, setUser } = world;
const cafe = await insertPackage(db, { name: "Cafe", serviceType: "hotspot", sharedUsers: 2 });
const office = await insertPackage(db, { name: "Office", serviceType: "static" });

const HOTSPOT = "/ip/hotspot";
const active = (user: string) =>
  simulator.rows(`${HOTSPOT}/active`).filter((row) => row.user === user);
const cookies = (user: string) =>
  simulator.rows(`${HOTSPOT}/cookie`).filter((row) => row.user === user);
const statusOf = (mac: string) => simulator.hotspotClients().find((client) => client.mac === mac);

let last = 0;
async function signedInUser() {
  const user = await addUser({ serviceType: "hotspot", packageId: cafe.id });
  await sync(user.id);
  const mac = `06:00:00:00:00:0${++last}`;
  simulator.connectHotspot({ mac, user: user.username, password: "pw1" });
  await waitFor("the sign-in", () => active(user.username).length === 1);
  return { user, mac };
}

test("a hotspot user who runs out of time is signed out with cookie and device, and stays out", async () => {
  const { user, mac } = await signedInUser();
  expect(cookies(user.username)).not.toEqual([]);
  await cutOff(user.id);
  expect(await sync(user.id)).toMatchObject({ outcome: "changed", status: "in_sync" });
  expect(active(user.username)).toEqual([]);
  expect(cookies(user.username)).toEqual([]);
  await waitFor("a refused sign-in", () => statusOf(mac)?.lastFailure !== undefined);
  expect(await state(user.id)).toMatchObject({ online: false });
});

test("a hotspot user who pays gets back in, and is seen online by poll and by comparison", async () => {
  const { user } = await signedInUser();
  await cutOff(user.id);
  await sync(user.id);
  await letIn(user.id);
  await sync(user.id);
  await waitFor("the sign-in", () => active(user.username).length === 1);
  expect(await observeSession(ctx, { userId: user.id, routerId: router.id })).toMatchObject({
    online: true,
  });
  await db.update(schema.syncStates).set({ online: false });
  await pollRouter(ctx, { routerId: router.id });
  expect(await state(user.id)).toMatchObject({ online: true });
  await db.update(schema.syncStates).set({ online: false });
  await reconcileRouter(ctx, { routerId: router.id });
  expect(await state(user.id)).toMatchObject({ online: true });
});

test("a new hotspot password ends what the old one opened, once", async () => {
  const { user } = await signedInUser();
  await insertCredential(db, user.id, 2, "pw2");
  await declare(user.id);
  simulator.resetLog();
  await sync(user.id);
  expect(active(user.username)).toEqual([]);
  const paths = simulator.writes().map((command) => command.path);
  expect(paths.filter((path) => path === `${HOTSPOT}/user/set`)).toHaveLength(1);
  await declare(user.id);
  simulator.resetLog();
  expect(await sync(user.id)).toMatchObject({ outcome: "unchanged" });
  expect(simulator.writes()).toEqual([]);
});

test("a renamed hotspot user's session under the old name ends", async () => {
  const { user } = await signedInUser();
  await setUser(user.id, { username: "renamed" });
  await sync(user.id);
  expect(active(user.username)).toEqual([]);
});

test("a router without the hotspot package serves its PPPoE users and names what is missing", async () => {
  const missing = { kind: "trap", path: HOTSPOT, message: "no such command prefix" } as const;
  const pppoe = await addUser();
  const hotspot = await addUser({ serviceType: "hotspot", packageId: cafe.id });
  for (const menu of ["user", "user/profile", "active", "cookie", "host", "ip-binding"])
    simulator.faults.add({ ...missing, path: `${HOTSPOT}/${menu}` });
  expect(await sync(pppoe.id)).toMatchObject({ status: "in_sync" });
  expect(await sync(hotspot.id)).toMatchObject({ outcome: "failed", code: "no_such_command" });
  expect((await state(hotspot.id)).lastError).toContain("Is the package installed?");
  expect(await reconcileRouter(ctx, { routerId: router.id })).toMatchObject({
    outcome: "compared",
  });
});

test("netwatch tells whether a static address answers", async () => {
  // For five minutes after its boot a router knows nothing of those it pings.
  simulator.advance(301);
  const user = await addUser({
    serviceType: "static",
    packageId: office.id,
    staticAddress: "10.70.0.5",
  });
  expect(await sync(user.id)).toMatchObject({ status: "in_sync", expectSession: true });
  simulator.setReachable("10.70.0.5", true);
  simulator.advance(30);
  await pollRouter(ctx, { routerId: router.id });
  expect(await state(user.id)).toMatchObject({ online: true, sessionAddress: "10.70.0.5" });
  simulator.setReachable("10.70.0.5", false);
  simulator.advance(30);
  await pollRouter(ctx, { routerId: router.id });
  expect(await state(user.id)).toMatchObject({ online: false });
});

test("our queue goes before an operator's wider one, for the first that fits counts", async () => {
  simulator.addRow("/queue/simple", { name: "everyone", target: "10.0.0.0/8" });
  const user = await addUser({
    serviceType: "static",
    packageId: office.id,
    staticAddress: "10.70.0.6",
  });
  await sync(user.id);
  const names = simulator.rows("/queue/simple").map((row) => row.name);
  expect(names.indexOf(user.username)).toBeLessThan(names.indexOf("everyone"));
});

test("a static address leaves its old router before the new one takes it, unless the old one is dead", async () => {
  const other = await startRouterOsSimulator();
  const next = await insertRouter(db, { port: other.port });
  const there = { routerId: next.id };
  const user = await addUser({
    serviceType: "static",
    packageId: office.id,
    staticAddress: "10.70.0.7",
  });
  const queues = (sim: typeof simulator) =>
    sim.rows("/queue/simple").filter((row) => row.name === user.username);
  await sync(user.id);
  await setUser(user.id, there);
  expect(await syncUser(ctx, { userId: user.id, ...there })).toMatchObject({
    outcome: "deferred",
    reason: "waits_for_old_router",
  });
  expect(queues(other)).toEqual([]);
  expect(await sync(user.id)).toMatchObject({ status: "in_sync" });
  expect(queues(simulator)).toEqual([]);
  expect(await syncUser(ctx, { userId: user.id, ...there })).toMatchObject({ status: "in_sync" });
  expect(queues(other)).toHaveLength(1);

  await setUser(user.id, { routerId: router.id });
  await db
    .update(schema.routerStates)
    .set({ reachability: "down" })
    .where(eq(schema.routerStates.routerId, next.id));
  expect(await sync(user.id)).toMatchObject({ status: "in_sync" });
  expect(queues(simulator)).toHaveLength(1);
  await other.close();
});
