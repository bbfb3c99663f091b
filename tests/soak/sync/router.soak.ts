import { expect, test } from "vitest";
import { schema } from "@/lib/db";
import { closeAllRouters } from "@/lib/routeros";
import { defaultGuardSettings } from "@/lib/sync";
import { reconcileRouter } from "@/services/sync";
import { INSTALLATION_ID, insertPackage } from "@/tests/integration/sync/fixture";
import { startWorld } from "@/tests/integration/sync/world";
import { faultCases } from "./fault-cases";

const seed = Number(process.env.SOAK_SEED ?? 20261126);
const guard = { ...defaultGuardSettings, payPageAddress: "41.90.1.2", payPageHost: "pay.isp.ke" };
const world = await startWorld({ router: { settings: { suspension: "walled", guard } } });
const { db, ctx, router, simulator, addUser, sync } = world;

const FILTER = "/ip/firewall/filter";
const TABLES = [
  FILTER,
  "/ip/firewall/nat",
  "/ip/hotspot/walled-garden",
  "/ip/hotspot/walled-garden/ip",
  "/ip/pool",
];
const FOREIGN: Record<string, string>[] = [
  { chain: "input", action: "accept", protocol: "icmp" },
  { chain: "forward", action: "fasttrack-connection", "connection-state": "established,related" },
  { chain: "forward", action: "accept", "connection-state": "established,related" },
  { chain: "forward", action: "drop", "connection-state": "invalid" },
];

const isOurs = (row: Record<string, string>) =>
  row.comment?.startsWith("isp:") || row.name?.startsWith("isp-");
const withoutId = ({ ".id": _, ...row }: Record<string, string>) => row;
/** All rules in order; ours without the ids that they get anew, other people's byte for byte. */
const tables = () =>
  JSON.stringify(
    TABLES.map((path) => simulator.rows(path).map((row) => (isOurs(row) ? withoutId(row) : row))),
    null,
    1,
  );
const reconcile = () => reconcileRouter(ctx, { routerId: router.id });

/** From nothing of ours; or from rules that stand too low, were edited, and are needed no more. */
const STARTS: Record<string, () => void> = {
  "nothing of ours": () => undefined,
  "too low and edited": () => {
    const mark = `isp:${INSTALLATION_ID}`;
    const block = { chain: "forward", action: "drop", "src-address-list": "isp-blocked" };
    simulator.addRow(FILTER, { ...block, comment: `${mark} blocked-from` });
    simulator.addRow(FILTER, {
      chain: "forward",
      action: "accept",
      "dst-address-list": "other",
      disabled: "yes",
      comment: `${mark} blocked-to`,
    });
    simulator.addRow(FILTER, { ...block, comment: `${mark} blocked-from` });
  },
};

function begin(start: string) {
  for (const path of TABLES)
    for (const row of simulator.rows(path).filter(isOurs))
      simulator.removeRow(path, String(row[".id"]));
  STARTS[start]?.();
}

async function recover() {
  simulator.faults.clear();
  await closeAllRouters();
  await db
    .update(schema.routerStates)
    .set({ consecutiveFailures: 0, breakerOpenUntil: null, reachability: "up" });
}

test("whatever befalls a comparison, two later the router's own rules are exactly right", async () => {
  for (const row of FOREIGN) simulator.addRow(FILTER, row);
  simulator.addRow("/ip/firewall/nat", { chain: "srcnat", action: "masquerade" });
  simulator.addRow("/ip/firewall/nat", { chain: "dstnat", action: "redirect", "dst-port": "53" });
  const office = await insertPackage(db, { name: "Office", serviceType: "static" });
  const cafe = await insertPackage(db, { name: "Cafe", serviceType: "hotspot" });
  const users = [
    await addUser(),
    await addUser({ serviceType: "hotspot", packageId: cafe.id }),
    await addUser({ serviceType: "static", packageId: office.id, staticAddress: "10.70.3.1" }),
  ];
  for (const user of users) await sync(user.id);
  const failures: string[] = [];
  let cases = 0;
  for (const start of Object.keys(STARTS)) {
    begin(start);
    simulator.resetLog();
    await reconcile();
    const log = simulator.commands();
    const right = tables();
    for (const one of faultCases(log, { seed, bytes: 2, extra: 20 })) {
      if (one.waits) continue;
      cases += 1;
      begin(start);
      for (const fault of one.faults) simulator.faults.add(fault);
      await reconcile();
      await recover();
      await reconcile();
      await reconcile();
      if (tables() !== right) failures.push(`${start}: ${one.words}: ${tables()}`);
    }
  }
  console.log(`seed ${seed}\ncases ${cases}\nfailures ${failures.length}`);
  for (const failure of failures.slice(0, 5)) console.log(`- ${failure}`);
  expect(failures).toEqual([]);
});
