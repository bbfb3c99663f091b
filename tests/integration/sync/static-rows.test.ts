import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { schema } from "@/lib/db";
import { defaultRouterSettings, defaultStaticSettings } from "@/lib/sync";
import { previewPlan } from "@/services/routers";
import { reconcileRouter } from "@/services/sync";
import { insertPackage, staffContext } from "./fixture";
import { startWorld } from "./world";

const statics = { ...defaultStaticSettings, dhcpServer: "dhcp1" };
const world = await startWorld({ router: { settings: { static: statics } } });
const { db, ctx, router, simulator, addUser, sync, routerState } = world;
const office = await insertPackage(db, { name: "Office", serviceType: "static" });
const LEASE = "/ip/dhcp-server/lease";
simulator.addRow("/ip/dhcp-server", { name: "dhcp1", interface: "ether2" });

let last = 0;
const staticUser = () => {
  last += 1;
  return addUser({
    serviceType: "static",
    packageId: office.id,
    staticAddress: `10.70.2.${last}`,
    macAddress: `02:00:00:00:02:0${last}`,
  });
};
const reconcile = () => reconcileRouter(ctx, { routerId: router.id });
const queues = () => simulator.rows("/queue/simple").map((row) => row.name);
const setRouter = (set: Partial<typeof schema.routers.$inferInsert>) =>
  db.update(schema.routers).set(set).where(eq(schema.routers.id, router.id));

beforeEach(() => setRouter({ syncPolicy: "full" }));

test("leases that the router gave by chance give way to the one that is declared", async () => {
  const user = await staticUser();
  const squatter = { address: String(user.staticAddress), "mac-address": "02:FF:00:00:00:01" };
  simulator.placeRow(LEASE, { ...squatter, server: "dhcp1", dynamic: "true" });
  const elsewhere = { address: "10.70.2.99", "mac-address": String(user.macAddress) };
  simulator.placeRow(LEASE, { ...elsewhere, server: "dhcp1", dynamic: "true" });
  const other = { address: "10.70.2.98", "mac-address": "02:FF:00:00:00:02" };
  simulator.placeRow(LEASE, { ...other, server: "dhcp1", dynamic: "true" });
  expect(await sync(user.id)).toMatchObject({ outcome: "changed", status: "in_sync" });
  expect(simulator.rows(LEASE)).toEqual([
    expect.objectContaining({ address: "10.70.2.98", dynamic: "true" }),
    expect.objectContaining({
      address: user.staticAddress,
      "mac-address": user.macAddress,
      comment: expect.stringContaining(user.id),
    }),
  ]);
});

test("a static lease of somebody else is still a conflict", async () => {
  const user = await staticUser();
  simulator.addRow(LEASE, { address: String(user.staticAddress), server: "dhcp1", comment: "tv" });
  expect(await sync(user.id)).toMatchObject({ status: "failed" });
});

test("a queue below one that catches its address is named, and moved where we may", async () => {
  const user = await staticUser();
  await sync(user.id);
  const [mine] = simulator.rows("/queue/simple").filter((row) => row.name === user.username);
  const all = simulator.addRow("/queue/simple", { name: "all", target: "10.70.0.0/16" });
  simulator.addRow("/queue/simple", { name: "guests", target: "10.99.0.0/16" });
  const { dynamic: _, ".id": __, invalid: ___, ...fields } = mine ?? {};
  simulator.removeRow("/queue/simple", user.username);
  simulator.addRow("/queue/simple", {
    name: user.username,
    target: String(fields.target),
    "max-limit": String(fields["max-limit"]),
    comment: String(fields.comment),
  });
  expect(queues().at(-1)).toBe(user.username);
  await setRouter({ syncPolicy: "observe_only" });
  await reconcile();
  const finding = (await routerState()).guardFindings.find((f) => f.reason === "QueuesTooLow");
  expect(finding?.message).toContain(user.username);
  await setRouter({ syncPolicy: "full" });
  simulator.resetLog();
  await reconcile();
  expect(simulator.writes().filter(({ path }) => path === "/queue/simple/move")).toHaveLength(1);
  const order = queues();
  expect(order.indexOf(user.username)).toBeLessThan(order.indexOf("all"));
  expect(simulator.rows("/queue/simple").find((row) => row.name === "all")?.[".id"]).toBe(all);
  simulator.resetLog();
  await reconcile();
  expect(simulator.writes()).toEqual([]);
  expect((await routerState()).guardFindings.map(({ reason }) => reason)).not.toContain(
    "QueuesTooLow",
  );
});

test("the plan of a router shows what its own rules lack, and changes nothing", async () => {
  await addUser();
  await staticUser();
  for (const row of simulator.rows("/ip/firewall/filter"))
    simulator.removeRow("/ip/firewall/filter", String(row[".id"]));
  simulator.resetLog();
  const { router: plan } = await previewPlan(staffContext(db), { routerId: router.id });
  expect(plan.changes.map(({ verb, name }) => `${verb} ${name}`)).toEqual(
    expect.arrayContaining(["create blocked-from", "create blocked-to"]),
  );
  expect(simulator.writes()).toEqual([]);
});

test("a new queue stands before the one that would catch its address, and reads no others to know", async () => {
  for (let i = 0; i < 50; i++)
    simulator.addRow("/queue/simple", { name: `old-${i}`, target: `10.98.0.${i}/32` });
  const user = await staticUser();
  simulator.resetLog();
  await sync(user.id);
  const order = queues();
  expect(order.indexOf(user.username)).toBe(order.indexOf("all") - 1);
  const printed = simulator.counters().connections.reduce((sum, one) => sum + one.bytesSent, 0);
  expect(printed).toBeLessThan(3_500);
});

test("a new queue stands behind the one that it is a child of", async () => {
  simulator.addRow("/queue/simple", { name: "trunk", target: "10.0.0.0/8" });
  await setRouter({
    settings: { ...defaultRouterSettings, static: { ...statics, parentQueue: "trunk" } },
  });
  const user = await staticUser();
  await sync(user.id);
  const order = queues();
  expect(order.indexOf(user.username)).toBeGreaterThan(order.indexOf("trunk"));
  simulator.resetLog();
  await reconcile();
  expect(simulator.writes().filter(({ path }) => path === "/queue/simple/move")).toEqual([]);
});
