import { and, eq } from "drizzle-orm";
import { schema } from "@/lib/db";
import { closeAllRouters } from "@/lib/routeros";
import { defaultRouterSettings, defaultStaticSettings } from "@/lib/sync";
import { type SyncOutcome, syncUser } from "@/services/sync";
import { insertPackage, insertRouter } from "@/tests/integration/sync/fixture";
import { startWorld } from "@/tests/integration/sync/world";
import {
  type RouterOsSimulator,
  type RouterOsVersion,
  type Row,
  startRouterOsSimulator,
} from "@/tests/simulators/routeros";
import { waitFor } from "@/tests/support";

export type Service = "pppoe" | "static" | "hotspot";
export const SERVICES: readonly Service[] = ["pppoe", "static", "hotspot"];

/** Every table that the engine writes to for a user. */
const PATHS = [
  ...["/ppp/secret", "/ppp/profile", "/ip/pool", "/queue/simple", "/ip/firewall/address-list"],
  ...["/ip/hotspot/ip-binding", "/ip/hotspot/user", "/ip/hotspot/user/profile", "/ip/arp"],
  ...["/ip/dhcp-server/lease", "/tool/netwatch"],
];
/** What routers count and notice by themselves. */
const LIVE =
  /^(done-tests|failed-tests|since|status|last-.*|uptime|bytes-.*|packets-.*|\.nextid|creation-time|active-.*|expires-after|bytes|packets|rate|packet-rate|queued-.*|total-.*|dropped)$/;

const settings = {
  ...defaultRouterSettings,
  suspension: "walled",
  static: {
    ...defaultStaticSettings,
    hotspotBinding: true,
    arpInterface: "ether2",
    dhcpServer: "dhcp1",
  },
} as const;

/**
 * Two routers full of other people's rows, of these releases if they are named, packages of every kind, and what a sweep
 * does to their users.
 */
export async function createSweepWorld(releases: readonly RouterOsVersion[] = []) {
  const optionsOf = (version: RouterOsVersion | undefined) => ({
    redialSeconds: 0.02,
    ...(version && { version }),
  });
  const simulator = optionsOf(releases[0]);
  const world = await startWorld({ router: { settings }, simulator });
  const { db, ctx } = world;
  const other = await startRouterOsSimulator(optionsOf(releases[1]));
  const home = world.router;
  const away = await insertRouter(db, { port: other.port, settings });
  const simulators = new Map([
    [home.id, world.simulator],
    [away.id, other],
  ]);
  for (const simulator of simulators.values()) furnish(simulator);
  const pack = async (serviceType: Service, downloadKbps: number) =>
    (await insertPackage(db, { serviceType, downloadKbps, name: `${serviceType} ${downloadKbps}` }))
      .id;
  const packs: Record<string, string> = {};
  for (const service of SERVICES)
    for (const speed of [10_000, 20_000]) packs[`${service} ${speed}`] = await pack(service, speed);

  let count = 0;
  async function newUser(service: Service) {
    count += 1;
    const mac = `02:00:00:${hex(count >> 16)}:${hex((count >> 8) & 255)}:${hex(count & 255)}`;
    const staticAddress = `10.${70 + (count >> 16)}.${(count >> 8) & 255}.${count & 255}`;
    const device = service === "static" ? { staticAddress, macAddress: mac } : {};
    const packageId = packs[`${service} 10000`];
    const user = await world.addUser({ serviceType: service, packageId, ...device });
    return { ...user, service };
  }
  type User = Awaited<ReturnType<typeof newUser>>;

  const sync = (userId: string, routerId = home.id, deadlineMs?: number): Promise<SyncOutcome> =>
    syncUser(ctx, { userId, routerId, ...(deadlineMs && { deadlineMs }) });
  /** The routers that know the user, the new one first. */
  async function routersOf(user: User): Promise<string[]> {
    const rows = await db
      .select({ routerId: schema.desiredStates.routerId })
      .from(schema.desiredStates)
      .where(eq(schema.desiredStates.userId, user.id));
    return rows.map((row) => row.routerId).sort((a) => (a === away.id ? -1 : 1));
  }
  /** One pass on each of them. */
  async function pass(user: User, deadlineMs?: number): Promise<void> {
    for (const id of await routersOf(user)) await sync(user.id, id, deadlineMs);
  }
  /** Two passes on each of them, as long as they are owed any; says which router heard each command, in their order. */
  async function passesOf(user: User): Promise<string[]> {
    const heard: string[] = [];
    for (const id of [...(await routersOf(user)), ...(await routersOf(user))]) {
      const simulator = simulators.get(id);
      const before = simulator?.commands().length ?? 0;
      await sync(user.id, id);
      heard.push(...(simulator?.commands().slice(before) ?? []).map(() => id));
    }
    return heard;
  }

  /** A device that is online, where there can be one; returns whether its session has gone since. */
  async function comeOnline(user: User): Promise<() => boolean> {
    const { simulator } = world;
    if (user.service === "static") {
      open(simulator, user.staticAddress ?? "");
      return () => false;
    }
    if (user.service === "pppoe") {
      simulator.dial({ name: user.username, password: "pw1" });
      const sessions = () => simulator.sessions().filter((s) => s.name === user.username);
      await untilOnline(
        () => sessions().length === 1,
        () => simulator.cpes().find(({ name }) => name === user.username)?.attempts,
      );
      const id = sessions()[0]?.id;
      return () => !simulator.sessions().some((session) => session.id === id);
    }
    const mac = `06:00:00:00:${hex(count >> 8)}:${hex(count & 255)}`;
    simulator.connectHotspot({ mac, user: user.username, password: "pw1" });
    const active = () =>
      simulator.rows("/ip/hotspot/active").find((row) => row["mac-address"] === mac);
    // A hotspot session's id is its address: it is another one if the device had to try again.
    const attempts = () =>
      simulator.hotspotClients().find((client) => client.mac === mac)?.attempts;
    await untilOnline(() => active() !== undefined, attempts);
    const before = attempts();
    return () => active() === undefined || attempts() !== before;
  }

  /** How many of the connections that were open still carry traffic. */
  const carrying = ({ staticAddress }: User) =>
    staticAddress ? world.simulator.carrying(staticAddress) : 0;

  /** Faults would open the breaker; here each case stands for itself. */
  async function recover() {
    for (const simulator of simulators.values()) simulator.faults.clear();
    await db
      .update(schema.routerStates)
      .set({ consecutiveFailures: 0, breakerOpenUntil: null, reachability: "up" });
  }

  /** Tables and devices as if the user had never been. */
  function forget(user: User) {
    for (const simulator of simulators.values()) clear(simulator, user);
  }

  /** What both routers hold for the user, in words that are the same for any user. */
  const holdings = (user: User): string[] =>
    [...simulators].flatMap(([id, simulator]) =>
      PATHS.flatMap((path) =>
        simulator
          .rows(path)
          .filter((row) => row.comment?.includes(user.id))
          .map((row) => `${id === home.id ? "home" : "away"} ${path} ${spell(row, user)}`),
      ),
    );

  /** Other people's rows, byte for byte and in order. */
  const foreign = (): string =>
    JSON.stringify(
      [...simulators.values()].map((simulator) =>
        PATHS.map((path) =>
          simulator
            .rows(path)
            .filter((row) => !row.comment?.startsWith("isp:") && !row.name?.startsWith("isp-"))
            .filter((row) => row.dynamic !== "true")
            .map((row) => Object.entries(row).filter(([field]) => !LIVE.test(field))),
        ),
      ),
    ) + world.simulator.carrying("10.60.0.77");

  /** Asks once more: true when nothing is left to do, anywhere. */
  async function isAtRest(user: User): Promise<string | undefined> {
    await db
      .update(schema.syncStates)
      .set({ requestedSeq: 1_000_000_000 })
      .where(eq(schema.syncStates.userId, user.id));
    for (const simulator of simulators.values()) simulator.resetLog();
    await pass(user);
    const states = await db
      .select()
      .from(schema.syncStates)
      .where(eq(schema.syncStates.userId, user.id));
    const writes = [...simulators.values()].flatMap((simulator) =>
      simulator.writes().map((entry) => entry.path),
    );
    if (writes.length > 0) return `still writes ${writes.join(", ")}`;
    const open = states.filter(({ status }) => status !== "in_sync");
    return open.length > 0 ? `is ${open.map(({ lastError }) => lastError).join(", ")}` : undefined;
  }

  async function close() {
    await closeAllRouters();
    await other.close();
  }
  const setUser = world.setUser;
  const moveTo = (user: User) => setUser(user.id, { routerId: away.id });
  const stateOf = async (user: User, routerId = home.id) => {
    const { syncStates } = schema;
    const [row] = await db
      .select()
      .from(syncStates)
      .where(and(eq(syncStates.userId, user.id), eq(syncStates.routerId, routerId)));
    return row;
  };
  return {
    ...world,
    ...{ home, away, other, packs, newUser, pass, comeOnline, recover, forget, holdings, foreign },
    ...{ isAtRest, close, moveTo, stateOf, carrying, simulators, routersOf, passesOf },
    nextAddress: () => `10.99.${(++count >> 8) & 255}.${count & 255}`,
  };
}

export type SweepWorld = Awaited<ReturnType<typeof createSweepWorld>>;
export type SweepUser = Awaited<ReturnType<SweepWorld["newUser"]>>;

/** A device that was turned away so often will not be let in; time says nothing on a busy machine. */
const MOST_ATTEMPTS = 500;

/** Waits as long as the device goes on trying. */
const untilOnline = (isOnline: () => boolean, attempts: () => number | undefined) =>
  waitFor(
    "the device to be online",
    () => {
      if ((attempts() ?? 0) > MOST_ATTEMPTS) throw new Error("the device is turned away");
      return isOnline();
    },
    Boolean,
    Number.POSITIVE_INFINITY,
  );

function clear(simulator: RouterOsSimulator, { id, username }: { id: string; username: string }) {
  simulator.unplug(username);
  for (const client of simulator.hotspotClients()) simulator.disconnectHotspot(client.mac);
  for (const path of PATHS)
    for (const row of simulator.rows(path))
      if (row.comment?.includes(id)) simulator.removeRow(path, String(row[".id"]));
}

/** FastTracked, to one that may be reached from the pay page's side too. */
const open = (simulator: RouterOsSimulator, address: string) =>
  simulator.openConnection({ src: `${address}:40000`, dst: "1.1.1.1:443" });

const hex = (n: number) => n.toString(16).padStart(2, "0").toUpperCase();

/** No field holds it. */
const NEVER = "\0";

function spell(row: Row, user: SweepUser): string {
  const fields = Object.entries(row)
    .filter(([field]) => field !== ".id" && !LIVE.test(field))
    .map(([field, value]) => `${field}=${value}`)
    .sort()
    .join(" ");
  return fields
    .replaceAll(user.id, "USER")
    .replaceAll(user.username, "NAME")
    .replaceAll(user.staticAddress ?? NEVER, "ADDRESS")
    .replaceAll(user.macAddress ?? NEVER, "MAC")
    .replace(/10\.99\.\d+\.\d+/g, "OTHER-ADDRESS")
    .replace(/comment=(isp:\S+) .*?(?= \S+=|$)/, "comment=$1");
}

/** What an ISP that has had its router for years keeps on it. */
function furnish(simulator: RouterOsSimulator) {
  for (const list of ["isp-blocked", "isp-walled"])
    simulator.addRow("/ip/firewall/filter", {
      ...{ chain: "forward", action: "drop", "src-address-list": list },
    });
  simulator.addRow("/ip/firewall/filter", {
    ...{ chain: "forward", action: "fasttrack-connection" },
    "connection-state": "established,related",
  });
  open(simulator, "10.60.0.77");
  simulator.addRow("/ip/dhcp-server", { name: "dhcp1", interface: "ether2" });
  simulator.addRow("/ppp/profile", { name: "gold", "rate-limit": "2M/4M" });
  simulator.addRow("/ppp/secret", { name: "otieno", password: "own", comment: "by hand" });
  simulator.addRow("/ppp/secret", { name: "kamau", password: "own", profile: "gold" });
  simulator.addRow("/queue/simple", { name: "office", target: "10.60.0.0/24", comment: "by hand" });
  simulator.addRow("/queue/simple", { name: "guests", target: "10.61.0.0/24" });
  simulator.addRow("/ip/hotspot/user", { name: "reception", password: "x" });
  simulator.addRow("/ip/hotspot/ip-binding", { address: "10.60.0.9", type: "bypassed" });
  simulator.addRow("/ip/firewall/address-list", { list: "isp-blocked", address: "10.60.0.250" });
  simulator.addRow("/ip/arp", { address: "10.60.0.9", interface: "ether2" });
  simulator.addRow("/tool/netwatch", { host: "10.60.0.250", comment: "core" });
}
