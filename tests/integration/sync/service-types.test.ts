import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { schema } from "@/lib/db";
import { closeAllRouters } from "@/lib/routeros";
import { kinds } from "@/lib/sync";
import { syncUser } from "@/services/sync";
import type { Fault } from "@/tests/simulators/routeros";
import { insertCredential, insertPackage } from "./fixture";
import { startWorld } from "./world";

const world = await startWorld({
  router: {
    settings: {
      suspension: "walled",
      static: {
        cutOff: "list",
        blockedAddressList: "isp-blocked",
        hotspotBinding: true,
        netwatch: true,
        arpInterface: "ether2",
        dhcpServer: "",
        parentQueue: "",
      },
    },
  },
});
const { db, ctx, router, simulator, addUser, declare, sync, setUser, cutOff, letIn } = world;
const packs = {
  pppoe: world.pack.id,
  static: (await insertPackage(db, { name: "Office", serviceType: "static" })).id,
  hotspot: (await insertPackage(db, { name: "Cafe", serviceType: "hotspot" })).id,
};
const faster = {
  pppoe: (await insertPackage(db, { name: "Home 20", downloadKbps: 20_000 })).id,
  static: (await insertPackage(db, { serviceType: "static", downloadKbps: 20_000 })).id,
  hotspot: (await insertPackage(db, { serviceType: "hotspot", downloadKbps: 20_000 })).id,
};
type Service = keyof typeof packs;

let last = 10;
async function newUser(service: Service) {
  const mac = `02:00:00:00:00:${(++last).toString(16).padStart(2, "0").toUpperCase()}`;
  const device = service === "static" ? { staticAddress: `10.70.0.${last}`, macAddress: mac } : {};
  return addUser({ serviceType: service, packageId: packs[service], ...device });
}
type User = Awaited<ReturnType<typeof newUser>>;

/** Everything that can become of a user, as what is declared. */
const commands: Record<string, (user: User, service: Service) => Promise<unknown>> = {
  "is cut off": (user) => cutOff(user.id),
  "is suspended": (user) => setUser(user.id, { status: "suspended" }),
  "pays again": async (user) => {
    await cutOff(user.id);
    await sync(user.id);
    await letIn(user.id);
  },
  "gets another speed": (user, service) => setUser(user.id, { packageId: faster[service] }),
  "is renamed": (user) => setUser(user.id, { username: `${user.username}-new` }),
  "is tied to another device": (user) => setUser(user.id, { macAddress: "02:AA:BB:CC:DD:EE" }),
  "gets another address": (user) => setUser(user.id, { staticAddress: `10.71.0.${++last}` }),
  "gets another password": async (user, service) => {
    if (service !== "static") await insertCredential(db, user.id, 2, "pw2");
    await declare(user.id);
  },
  "is closed": (user) => setUser(user.id, { status: "closed" }),
};

const PATHS = [
  "/ppp/secret",
  "/ppp/profile",
  "/ip/pool",
  "/queue/simple",
  "/ip/firewall/address-list",
  "/ip/hotspot/ip-binding",
  "/ip/hotspot/user",
  "/ip/hotspot/user/profile",
  "/ip/arp",
  "/tool/netwatch",
];
simulator.addRow("/ppp/secret", { name: "otieno", password: "own", comment: "by hand" });
simulator.addRow("/queue/simple", { name: "office", target: "10.70.0.0/24", comment: "by hand" });
simulator.addRow("/ip/hotspot/user", { name: "reception", password: "x" });
simulator.addRow("/ip/firewall/address-list", { list: "isp-blocked", address: "10.70.0.250" });
simulator.addRow("/tool/netwatch", { host: "10.70.0.250", comment: "core" });

const rowsOf = (user: User) =>
  PATHS.flatMap((path) => simulator.rows(path).filter((row) => row.comment?.includes(user.id)));
/** What routers count and notice by themselves. */
const LIVE = new Set(["done-tests", "failed-tests", "since", "status"]);
const foreignRows = () =>
  PATHS.flatMap((path) => simulator.rows(path))
    .filter((row) => !row.comment?.startsWith("isp:") && !row.name?.startsWith("isp-"))
    .filter((row) => row.dynamic !== "true")
    .map((row) => Object.fromEntries(Object.entries(row).filter(([field]) => !LIVE.has(field))));

/** Asks once more: nothing may be left to do. */
async function expectRight(user: User) {
  await declare(user.id);
  simulator.resetLog();
  expect(await sync(user.id)).toMatchObject({ outcome: "unchanged", status: "in_sync" });
  expect(simulator.writes()).toEqual([]);
}

beforeEach(() => simulator.faults.clear());

describe.each(["pppoe", "static", "hotspot"] as const)("a %s user", (service) => {
  test("is put on the router, read back, and then left alone", async () => {
    const user = await newUser(service);
    expect(await sync(user.id)).toMatchObject({ outcome: "changed", status: "in_sync" });
    expect(rowsOf(user).length).toBeGreaterThan(0);
    await expectRight(user);
  });

  test.each(Object.keys(commands))(
    "%s: the router follows and other people's rows stay",
    async (name) => {
      const user = await newUser(service);
      await sync(user.id);
      const before = foreignRows();
      await commands[name]?.(user, service);
      expect(await sync(user.id)).toMatchObject({ status: "in_sync" });
      await expectRight(user);
      if (name === "is closed") expect(rowsOf(user)).toEqual([]);
      expect(foreignRows()).toEqual(before);
    },
  );

  const faults: Record<string, Fault> = {
    "the first write takes effect and its reply is lost": {
      kind: "applied-but-reply-lost",
      only: "writes",
      times: 1,
    },
    "the second write is cut before it takes effect": {
      kind: "drop",
      afterBytes: 0,
      applied: false,
      only: "writes",
      nth: 2,
    },
    "the first write is refused and applied all the same": {
      kind: "trap-but-applied",
      message: "action timed out",
      only: "writes",
      times: 1,
    },
    "the router falls silent at the first write": { kind: "hang", only: "writes", times: 1 },
  };

  test.each(Object.keys(faults))("heals within two passes when %s", async (name) => {
    const fault = faults[name];
    if (!fault) throw new Error("no such fault");
    const user = await newUser(service);
    await sync(user.id);
    const before = foreignRows();
    // Every command, at every one of its sentences, is swept in tests/soak/sync.
    await commands["gets another speed"]?.(user, service);
    simulator.faults.add(fault);
    await syncUser(ctx, { userId: user.id, routerId: router.id, deadlineMs: 500 });
    simulator.faults.clear();
    await reopenRouter();
    await sync(user.id);
    await expectRight(user);
    expect(foreignRows()).toEqual(before);
  });
});

test("a row that has to be made anew is not doubled by a removal that had no effect", async () => {
  const user = await newUser("static");
  await sync(user.id);
  await setUser(user.id, { macAddress: null });
  simulator.faults.add({ kind: "ignored", path: "/ip/hotspot/ip-binding/remove", times: 1 });
  expect(await sync(user.id)).toMatchObject({ status: "in_sync" });
  const bindings = simulator.rows("/ip/hotspot/ip-binding");
  expect(bindings.filter((row) => row.comment?.includes(user.id))).toHaveLength(1);
  await expectRight(user);
});

/** Faults of many passes would open the breaker; here each stands for itself. */
async function reopenRouter() {
  await closeAllRouters();
  await db
    .update(schema.routerStates)
    .set({ consecutiveFailures: 0, breakerOpenUntil: null, reachability: "up" })
    .where(eq(schema.routerStates.routerId, router.id));
}

test("every kind that is written has been written here", () => {
  const kept = Object.values(kinds).filter(({ scope, rule }) => scope !== "live" && !rule);
  expect(kept.length).toBe(PATHS.length + 1);
});
