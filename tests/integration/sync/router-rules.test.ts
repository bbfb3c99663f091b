import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { schema } from "@/lib/db";
import { defaultGuardSettings, defaultRouterSettings } from "@/lib/sync";
import { startManaging } from "@/services/routers";
import { reconcileRouter } from "@/services/sync";
import { waitFor } from "@/tests/support";
import { INSTALLATION_ID, insertPackage, staffContext } from "./fixture";
import { startWorld } from "./world";

const world = await startWorld();
const { db, ctx, router, sink, simulator, addUser, sync, state, cutOff, declare, routerState } =
  world;
const office = await insertPackage(db, { name: "Office", serviceType: "static" });
const FILTER = "/ip/firewall/filter";
const TABLES = [
  FILTER,
  "/ip/firewall/nat",
  "/ip/hotspot/walled-garden",
  "/ip/hotspot/walled-garden/ip",
];
const SHARED = `isp:${INSTALLATION_ID}`;

const reconcile = () => reconcileRouter(ctx, { routerId: router.id });
const findings = async () => (await routerState()).guardFindings.map(({ reason }) => reason);
const order = (path = FILTER) =>
  simulator.rows(path).map((row) => row.comment?.replace(`${SHARED} `, "") ?? row.action);
const setRouter = (set: Partial<typeof schema.routers.$inferInsert>) =>
  db.update(schema.routers).set(set).where(eq(schema.routers.id, router.id));

let last = 0;
const staticUser = () =>
  addUser({
    serviceType: "static",
    packageId: office.id,
    staticAddress: `10.70.1.${++last}`,
  });

beforeEach(async () => {
  await setRouter({ syncPolicy: "full", settings: defaultRouterSettings });
  for (const path of TABLES)
    for (const row of simulator.rows(path)) simulator.removeRow(path, String(row[".id"]));
  simulator.addRow(FILTER, { chain: "input", action: "accept", comment: "management" });
  simulator.addRow(FILTER, { chain: "forward", action: "fasttrack-connection" });
  simulator.addRow(FILTER, { chain: "forward", action: "accept" });
});

test("a cut-off whose block rule is missing is never silently in sync, and is once the rule stands", async () => {
  await setRouter({ syncPolicy: "observe_only" });
  const user = await staticUser();
  simulator.resetLog();
  await reconcile();
  expect(simulator.writes()).toEqual([]);
  expect(await findings()).toEqual(["BlockRuleMissing"]);
  await setRouter({ syncPolicy: "full" });
  await cutOff(user.id);
  expect(await sync(user.id)).toMatchObject({ status: "paused" });
  expect((await state(user.id)).conditions).toContainEqual(
    expect.objectContaining({ type: "Synced", status: "false", reason: "BlockRuleMissing" }),
  );
  const foreign = simulator.rows(FILTER);
  expect(await reconcile()).toMatchObject({ drifted: 1 });
  expect(order()).toEqual([
    ...["management", "blocked-from", "blocked-to"],
    ...["fasttrack-connection", "accept"],
  ]);
  expect(simulator.rows(FILTER).filter((row) => !row.comment?.startsWith("isp:"))).toEqual(foreign);
  expect(await findings()).toEqual([]);
  expect(await sync(user.id)).toMatchObject({ status: "in_sync" });
  simulator.resetLog();
  expect(await reconcile()).toMatchObject({ drifted: 0 });
  expect(simulator.writes()).toEqual([]);
});

test("a rule of ours that somebody moved down or edited is put right", async () => {
  await staticUser();
  await reconcile();
  const [rule] = simulator.rows(FILTER).filter((row) => row.comment?.endsWith("blocked-from"));
  simulator.removeRow(FILTER, String(rule?.[".id"]));
  simulator.addRow(FILTER, {
    chain: "forward",
    action: "drop",
    "src-address-list": "other",
    disabled: "yes",
    comment: `${SHARED} blocked-from`,
  });
  await reconcile();
  expect(order().slice(1, 3)).toEqual(["blocked-from", "blocked-to"]);
  const restored = simulator.rows(FILTER).find((row) => row.comment?.endsWith("blocked-from"));
  expect(restored).toMatchObject({ "src-address-list": "isp-blocked" });
  expect(restored?.disabled).toBeUndefined();
});

test("walled users are led to the pay page, and the rules go when the router walls no more", async () => {
  const guard = {
    ...defaultGuardSettings,
    payPageAddress: "41.90.1.2",
    payPageHost: "pay.isp.co.ke",
  };
  await setRouter({ settings: { ...defaultRouterSettings, suspension: "walled", guard } });
  await addUser();
  await reconcile();
  expect(order("/ip/firewall/nat")).toEqual(["walled-web"]);
  expect(order()).toContain("walled-rest");
  await setRouter({ settings: defaultRouterSettings });
  await reconcile();
  expect(order("/ip/firewall/nat")).toEqual([]);
  expect(order()).not.toContain("walled-rest");
});

test("a refused rule is a finding, costs nobody the comparison, and stands as soon as it may", async () => {
  const user = await staticUser();
  await sync(user.id);
  simulator.faults.add({
    kind: "trap",
    path: `${FILTER}/add`,
    message: "not enough permissions (9)",
  });
  expect(await reconcile()).toMatchObject({ outcome: "compared" });
  const [finding] = (await routerState()).guardFindings;
  expect(finding).toMatchObject({ reason: "BlockRuleMissing" });
  expect(finding?.message).toContain("not enough permissions");
  simulator.faults.clear();
  await reconcile();
  expect(await findings()).toEqual([]);
});

test("a rule whose reply was lost stands once", async () => {
  await declare((await staticUser()).id);
  simulator.faults.add({ kind: "applied-but-reply-lost", path: `${FILTER}/add`, times: 1 });
  await reconcile();
  await reconcile();
  expect(order().filter((name) => name === "blocked-from")).toHaveLength(1);
  expect(order().slice(1, 3)).toEqual(["blocked-from", "blocked-to"]);
});

test("whoever presses “Start managing” need not wait for the rules until the next comparison is due", async () => {
  sink.events.splice(0);
  await startManaging(staffContext(db), { routerId: router.id });
  await waitFor("the request", () =>
    sink.events.some(({ name }) => name === "network/router.reconcile.requested"),
  );
});
