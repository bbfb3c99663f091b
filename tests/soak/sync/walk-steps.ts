import { eq } from "drizzle-orm";
import { schema } from "@/lib/db";
import type { RouterSettings } from "@/lib/sync";
import { declareDesiredStates } from "@/services/desired-state";
import { pollRouter, startManaging, stopManaging } from "@/services/routers";
import { reconcileRouter, requestDrifted, syncRouterBatch } from "@/services/sync";
import { insertCredential, inTransaction, staffContext } from "@/tests/integration/sync/fixture";
import type { Fault } from "@/tests/simulators/routeros";
import type { SweepUser, SweepWorld } from "./sweep-world";

export interface Walk {
  world: SweepWorld;
  users: SweepUser[];
  random: () => number;
  pick: <T>(list: readonly T[]) => T;
}

const DAY_MS = 86_400_000;
const { routers, syncStates, users: userRows } = schema;
const fromNow = (ms: number) => new Date(Date.now() + ms);

type UserStep = (walk: Walk, user: SweepUser) => unknown;

/** What becomes of one user. */
export const USER_STEPS: Readonly<Record<string, UserStep>> = {
  "runs out of time": (walk, user) => set(walk, user, { paidUntil: fromNow(-1_000) }),
  pays: (walk, user) => set(walk, user, { paidUntil: fromNow(DAY_MS) }),
  "is suspended": (walk, user) => set(walk, user, { status: "suspended" }),
  "is resumed": (walk, user) => set(walk, user, { status: "active" }),
  "is renamed": (walk, user) => set(walk, user, { username: `walk-${crypto.randomUUID()}` }),
  moves: (walk, user) => set(walk, user, { routerId: walk.pick(idsOf(walk.world)) }),
  "gets another address": (walk, user) =>
    user.service === "hotspot" || set(walk, user, { staticAddress: walk.world.nextAddress() }),
  "is tied to a device": (walk, user) =>
    set(walk, user, {
      macAddress: `02:AA:BB:CC:${user.id.slice(-4, -2)}:${user.id.slice(-2)}`.toUpperCase(),
    }),
  "is untied": (walk, user) => set(walk, user, { macAddress: null }),
  "gets a speed": (walk, user) =>
    set(walk, user, {
      packageId: walk.world.packs[`${user.service} ${walk.pick([10_000, 20_000])}`],
    }),
  "gets a password": async ({ world }, user) => {
    if (user.service === "static") return;
    const version = Date.now() - 1_700_000_000_000;
    await insertCredential(world.db, user.id, version % 1_000_000_000, `pw${version}`);
    await world.declare(user.id);
  },
  "is closed": (walk, user) =>
    walk.random() < 0.4 && set(walk, user, { status: "closed", closedAt: new Date() }),
};

async function set(
  { world }: Walk,
  { id }: SweepUser,
  values: Partial<typeof userRows.$inferInsert>,
) {
  const [user] = await world.db.select().from(userRows).where(eq(userRows.id, id));
  if (user && user.status !== "closed") await world.setUser(id, values);
}

export const idsOf = ({ home, away }: SweepWorld): string[] => [home.id, away.id];

type RouterStep = (walk: Walk, routerId: string) => Promise<unknown>;

/** What becomes of a router: by staff, by itself, by somebody at its console. */
export const ROUTER_STEPS: Readonly<Record<string, RouterStep>> = {
  "goes down or comes back": async (walk, id) => {
    const simulator = simulatorOf(walk, id);
    await simulator.setDown(!simulator.isDown);
  },
  "is only observed": ({ world }, routerId) => stopManaging(staffContext(world.db), { routerId }),
  "is managed": ({ world }, routerId) => startManaging(staffContext(world.db), { routerId }),
  "may not remove": ({ world }, routerId) =>
    startManaging(staffContext(world.db), { routerId, policy: "no_deletes" }),
  "is about to fail": async (walk, id) => {
    const nth = 1 + Math.floor(walk.random() * 4);
    simulatorOf(walk, id).faults.add({ ...walk.pick(FAULTS), nth, times: 1 });
  },
  "has other settings": changeSettings,
  "loses a row, or one is switched": editByHand,
  restarts: async (walk, id) => {
    const simulator = simulatorOf(walk, id);
    if (!simulator.isDown) await simulator.reboot(0);
  },
};

const simulatorOf = ({ world }: Walk, routerId: string) => {
  const simulator = world.simulators.get(routerId);
  if (!simulator) throw new Error(`no simulator for ${routerId}`);
  return simulator;
};

const FAULTS: readonly Fault[] = [
  { kind: "trap", message: "failure: something", only: "writes" },
  { kind: "trap-but-applied", message: "failure: something", only: "writes" },
  { kind: "applied-but-reply-lost", only: "writes" },
  { kind: "ignored", only: "writes" },
  { kind: "drop", afterBytes: 0, only: "writes" },
  { kind: "drop", afterBytes: 5, only: "reads" },
  { kind: "reboot", only: "writes" },
];

const switched = <T>(now: T, one: T, other: T): T => (now === one ? other : one);
const ofStatic = (change: (of: NonNullable<RouterSettings["static"]>) => object) => {
  return (all: RouterSettings) =>
    all.static ? { ...all, static: { ...all.static, ...change(all.static) } } : all;
};
const SETTINGS: readonly ((all: RouterSettings) => RouterSettings)[] = [
  (all) => ({ ...all, suspension: switched(all.suspension, "walled", "disable") }),
  ofStatic(({ hotspotBinding }) => ({ hotspotBinding: !hotspotBinding })),
  ofStatic(({ netwatch }) => ({ netwatch: !netwatch })),
  ofStatic(({ cutOff }) => ({ cutOff: switched(cutOff, "list", "disable") })),
  ofStatic(({ arpInterface }) => ({ arpInterface: switched(arpInterface, "ether2", "") })),
  ofStatic(({ dhcpServer }) => ({ dhcpServer: switched(dhcpServer, "dhcp1", "") })),
  (all) => ({ ...all, walledAddressList: switched(all.walledAddressList, "isp-walled", "walled") }),
];

/** As the form of the router's settings does it. */
async function changeSettings({ world: { db, ctx }, pick }: Walk, routerId: string) {
  const [router] = await db.select().from(routers).where(eq(routers.id, routerId));
  if (!router) return;
  const settings = pick(SETTINGS)(router.settings);
  await db.update(routers).set({ settings }).where(eq(routers.id, routerId));
  const here = await db.select().from(userRows).where(eq(userRows.routerId, routerId));
  const userIds = here.map(({ id }) => id);
  if (userIds.length > 0)
    await inTransaction(
      db,
      (tx) => declareDesiredStates(tx, { userIds, reason: "settings" }),
      new Date(),
    );
  const known = await db.select().from(syncStates).where(eq(syncStates.routerId, routerId));
  const everybody = known.map(({ userId }) => userId);
  await requestDrifted(ctx, routerId, everybody);
}

/** Their rows are found by our mark; other people's are not touched by anybody. */
const EDITED = [
  ...["/ppp/secret", "/queue/simple", "/ip/firewall/address-list", "/ip/hotspot/user"],
  ...["/ip/hotspot/ip-binding", "/tool/netwatch", "/ip/arp"],
];

async function editByHand(walk: Walk, routerId: string) {
  const simulator = simulatorOf(walk, routerId);
  const path = walk.pick(EDITED);
  const rows = simulator.rows(path).filter(({ comment }) => comment?.startsWith("isp:"));
  if (rows.length === 0) return;
  const { ".id": rowId = "", disabled } = walk.pick(rows);
  if (walk.random() < 0.5) simulator.removeRow(path, rowId);
  else simulator.setRow(path, rowId, { disabled: disabled === "true" ? "no" : "yes" });
}

/** What the engine does, in whatever order and side by side. */
export const ENGINE_STEPS: Readonly<Record<string, (walk: Walk) => Promise<unknown>>> = {
  "one user": (walk) => walk.world.pass(walk.pick(walk.users)),
  "a batch": (walk) => syncRouterBatch(walk.world.ctx, { routerId: walk.pick(idsOf(walk.world)) }),
  "a comparison": (walk) =>
    reconcileRouter(walk.world.ctx, { routerId: walk.pick(idsOf(walk.world)) }),
  "a poll": (walk) => pollRouter(walk.world.ctx, { routerId: walk.pick(idsOf(walk.world)) }),
  everything: (walk) =>
    Promise.all([
      ...["one user", "one user", "a batch", "a comparison", "a poll"].map((name) =>
        ENGINE_STEPS[name]?.(walk),
      ),
      USER_STEPS[walk.pick(["pays", "runs out of time"])]?.(walk, walk.pick(walk.users)),
    ]),
};
