import { expect, test } from "vitest";
import { schema } from "@/lib/db";
import { defaultRouterSettings, defaultStaticSettings } from "@/lib/sync";
import { syncRouterBatch } from "@/services/sync";
import { insertPackage } from "./fixture";
import { startWorld } from "./world";

const BINDINGS = "/ip/hotspot/ip-binding";
const { db, simulator, router, ctx, sync, addUser, cutOff, letIn } = await startWorld({
  router: { settings: { ...defaultRouterSettings, static: defaultStaticSettings } },
});
const office = await insertPackage(db, { name: "Office", serviceType: "static" });
let count = 0;
const addStatic = () =>
  addUser({ serviceType: "static", packageId: office.id, staticAddress: `10.70.0.${++count}` });
const paths = () => simulator.commands().map(({ path }) => path);

test("an urgent pass of a static user reads the tables that the user has rows in, and no others", async () => {
  const user = await addStatic();
  await sync(user.id);
  await cutOff(user.id);
  await sync(user.id);
  await letIn(user.id);
  simulator.resetLog();
  expect(await sync(user.id)).toMatchObject({ outcome: "changed", status: "in_sync" });
  const look = ["/ip/firewall/address-list/print", "/queue/simple/print", "/tool/netwatch/print"];
  expect(paths().slice(0, 3).sort()).toEqual(look);
  // Looked up and set, then read back.
  const put = ["/ip/firewall/address-list/print", "/ip/firewall/address-list/set"];
  expect(paths().slice(3, 5)).toEqual(put);
  expect(paths().slice(5).sort()).toEqual(look);
});

test("a row that an urgent pass had no reason to look for goes with the next batch", async () => {
  const user = await addStatic();
  await sync(user.id);
  const comment = simulator.rows("/queue/simple").at(-1)?.comment ?? "";
  simulator.addRow("/ip/arp", { address: user.staticAddress ?? "", interface: "ether2", comment });
  await db.update(schema.syncStates).set({ requestedSeq: 50, urgent: false });
  await syncRouterBatch(ctx, { routerId: router.id });
  expect(simulator.rows("/ip/arp")).toEqual([]);
});

test("a binding is put before other people's without reading how many of ours there are", async () => {
  const settings = { ...defaultStaticSettings, hotspotBinding: true };
  await db.update(schema.routers).set({ settings: { ...defaultRouterSettings, static: settings } });
  for (let n = 0; n < 3; n++) simulator.addRow(BINDINGS, { address: `10.60.0.${n}` });
  const before = [await addStatic(), await addStatic()];
  for (const user of before) await sync(user.id);
  const user = await addStatic();
  simulator.resetLog();
  await sync(user.id);
  const bindings = simulator.rows(BINDINGS);
  const ours = bindings.map(({ comment = "" }) => comment.startsWith("isp:"));
  expect(ours).toEqual([true, true, true, false, false, false]);
  const asked = simulator
    .commands()
    .filter(
      ({ path, words }) =>
        path === `${BINDINGS}/print` && words.includes("=.proplist=.id,parent,dynamic"),
    );
  expect(asked).toHaveLength(1);
  expect(asked[0]?.words).toContain("?#!");
});
