import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { schema } from "@/lib/db";
import { defaultRouterSettings, defaultStaticSettings } from "@/lib/sync";
import { reconcileRouter, syncRouterBatch } from "@/services/sync";
import { waitFor } from "@/tests/support";
import { insertPackage } from "./fixture";
import { startWorld } from "./world";

const CONNECTIONS = "/ip/firewall/connection";
const settings = {
  ...defaultRouterSettings,
  suspension: "disable" as const,
  static: { ...defaultStaticSettings, netwatch: false },
};
const world = await startWorld({ router: { settings }, simulator: { redialSeconds: 0.02 } });
const { db, ctx, simulator, router, sync, state, cutOff, letIn } = world;
const office = await insertPackage(db, { name: "Office", serviceType: "static" });

// What a router has as it leaves the factory, behind our own rules: FastTrack, which asks nobody again.
const drop = { chain: "forward", action: "drop" };
simulator.addRow("/ip/firewall/filter", { ...drop, "src-address-list": "isp-blocked" });
simulator.addRow("/ip/firewall/filter", { ...drop, "dst-address-list": "isp-blocked" });
simulator.addRow("/ip/firewall/filter", {
  chain: "forward",
  action: "fasttrack-connection",
  "connection-state": "established,related",
});

let count = 0;
const addStatic = async () => {
  count += 1;
  const staticAddress = `10.70.0.${count}`;
  const user = await world.addUser({
    serviceType: "static",
    packageId: office.id,
    staticAddress,
  });
  await sync(user.id);
  return { ...user, staticAddress };
};

const open = (src: string, port = 40_000) =>
  simulator.openConnection({ src: `${src}:${port}`, dst: "1.1.1.1:443" });
const touched = () => simulator.commands().filter(({ path }) => path.startsWith(CONNECTIONS));

beforeEach(() => simulator.resetLog());
test("who is cut off keeps nothing open, FastTracked or not, and nobody else loses anything", async () => {
  const user = await addStatic();
  for (let port = 0; port < 120; port++) open(user.staticAddress, 40_000 + port);
  // Reached from outside, through a rule that leads to them.
  const reached = { src: "8.8.8.8:999", dst: "41.2.3.4:80", replySrc: `${user.staticAddress}:80` };
  simulator.openConnection(reached);
  open(`${user.staticAddress}0`);
  open("10.70.0.250");
  expect(simulator.carrying(user.staticAddress)).toBe(121);
  simulator.resetLog();
  await cutOff(user.id);
  await sync(user.id);
  expect(simulator.carrying(user.staticAddress)).toBe(0);
  expect(simulator.rows(CONNECTIONS)).toHaveLength(2);
  expect(await state(user.id)).toMatchObject({ status: "in_sync", sessionNotBefore: null });
  const ended = simulator.writes().filter(({ path }) => path === `${CONNECTIONS}/remove`);
  expect(ended).toHaveLength(2);
  // Never the whole table.
  for (const { path, words } of touched())
    if (path.endsWith("/print"))
      expect(words.some((word) => word.startsWith("?src-address="))).toBe(true);
});

test("no connection is looked at while nobody is cut off: new users, payments, passes, comparisons", async () => {
  const user = await addStatic();
  await cutOff(user.id);
  await sync(user.id);
  simulator.resetLog();
  await reconcileRouter(ctx, { routerId: router.id });
  await world.declare(user.id);
  await sync(user.id);
  await letIn(user.id);
  await sync(user.id);
  expect(touched()).toEqual([]);
});

test("a cut whose pass died before connections were ended is finished by the next", async () => {
  const user = await addStatic();
  open(user.staticAddress);
  await cutOff(user.id);
  simulator.faults.add({ kind: "refuse", reset: true, nth: 2 });
  simulator.faults.add({ kind: "drop", afterBytes: 0, applied: false, path: CONNECTIONS });
  await sync(user.id);
  expect(simulator.carrying(user.staticAddress)).toBe(1);
  expect((await state(user.id)).sessionNotBefore).not.toBeNull();
  simulator.faults.clear();
  await db
    .update(schema.routerStates)
    .set({ consecutiveFailures: 0, breakerOpenUntil: null, reachability: "up" });
  await sync(user.id);
  expect(simulator.carrying(user.staticAddress)).toBe(0);
  expect(await state(user.id)).toMatchObject({ status: "in_sync", sessionNotBefore: null });
});

test("an API user that may not end connections is a named condition, and the user stays cut off", async () => {
  const user = await addStatic();
  open(user.staticAddress);
  await cutOff(user.id);
  const message = "not enough permissions (9)";
  simulator.faults.add({ kind: "trap", message, path: `${CONNECTIONS}/remove` });
  await sync(user.id);
  const found = await state(user.id);
  expect(found).toMatchObject({ status: "failed", lastErrorCode: "not_enough_permissions" });
  expect(found.lastError).toContain("/ip/firewall/connection/remove");
  expect(found.sessionNotBefore).not.toBeNull();
  const listed = simulator.rows("/ip/firewall/address-list");
  expect(listed.find(({ address }) => address === user.staticAddress)?.disabled).toBe("false");
});

test("a router that does not end what it is told to end is a named failure", async () => {
  const user = await addStatic();
  open(user.staticAddress);
  await cutOff(user.id);
  simulator.faults.add({ kind: "ignored", path: `${CONNECTIONS}/remove` });
  await sync(user.id);
  const found = await state(user.id);
  expect(found).toMatchObject({ status: "failed", lastErrorCode: "NotKept" });
});

test("a crowd that is cut off together keeps nothing open", async () => {
  const users = [await addStatic(), await addStatic(), await addStatic()];
  for (const user of users) {
    open(user.staticAddress);
    await cutOff(user.id);
  }
  open("10.70.0.251");
  await db.update(schema.syncStates).set({ urgent: false });
  simulator.resetLog();
  await syncRouterBatch(ctx, { routerId: router.id });
  for (const user of users) {
    expect(simulator.carrying(user.staticAddress)).toBe(0);
    expect(await state(user.id)).toMatchObject({ status: "in_sync", sessionNotBefore: null });
  }
  expect(simulator.carrying("10.70.0.251")).toBe(1);
  expect(touched().map(({ path }) => path.split("/").at(-1))).toEqual(["print", "remove", "print"]);
});

test("a hotspot's device that lapses loses what it has open, and signs in anew to open more", async () => {
  const cafe = await insertPackage(db, { name: "Cafe", serviceType: "hotspot" });
  const user = await world.addUser({ serviceType: "hotspot", packageId: cafe.id });
  await sync(user.id);
  const address = "10.5.50.9";
  const device = { mac: "06:00:00:00:00:01", address, user: user.username, password: "pw1" };
  simulator.connectHotspot(device);
  open(address);
  expect(simulator.carrying(address)).toBe(1);
  await cutOff(user.id);
  await sync(user.id);
  expect(simulator.carrying(address)).toBe(0);
});

test("a PPPoE user who is led to the pay page redials, and nothing of before goes on", async () => {
  const walled = { ...settings, suspension: "walled" as const };
  await db.update(schema.routers).set({ settings: walled }).where(eq(schema.routers.id, router.id));
  const user = await world.addUser();
  await sync(user.id);
  simulator.dial({ name: user.username, password: "pw1" });
  await waitFor("the session", () => simulator.sessions().length === 1);
  const { address = "" } = simulator.sessions()[0] ?? {};
  open(address);
  const [before] = simulator
    .rows(CONNECTIONS)
    .filter((row) => row["src-address"]?.startsWith(address));
  await cutOff(user.id);
  await sync(user.id);
  const left = simulator.rows(CONNECTIONS).map((row) => row[".id"]);
  expect(left).not.toContain(before?.[".id"]);
  expect(await state(user.id)).toMatchObject({ status: "in_sync", sessionNotBefore: null });
});
