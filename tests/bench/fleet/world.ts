import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { v7 } from "uuid";
import { type Context, withTransaction } from "@/lib/context";
import { encrypt } from "@/lib/crypto";
import { type Db, schema } from "@/lib/db";
import { type Desired, defaultRouterSettings } from "@/lib/sync";
import { declareDesiredStates } from "@/services/desired-state";
import { isPaused } from "@/services/installation";
import { type Fleet, loadFleet } from "@/services/sync";
import { startRouterOsSimulator } from "@/tests/simulators/routeros";
import { createIsp } from "@/tests/support/fixtures";
import { waitFor } from "@/tests/support/wait-for";
import type { BenchDatabase } from "./database";
import { type SimulatedRouter, type Simulators, startSimulators } from "./simulators";

const CHUNK = 1_000;
const DAY_MS = 86_400_000;
const PASSWORD = "pppoe-pass";

export interface BenchRouter {
  routerId: string;
  userIds: string[];
  simulated: SimulatedRouter;
}

export interface BenchFleet {
  db: Db;
  url: string;
  jobsPort: number;
  job: Context;
  owner: Context;
  packageId: string;
  routers: BenchRouter[];
  stop(): Promise<void>;
}

export interface FleetShape {
  routers: number;
  /** On each router. */
  users: number;
  /** Round trip of every command. */
  latencyMs: number;
  /** Devices that are dialled in, and redial when they are kicked. */
  online: boolean;
}

/**
 * Routers that hold their users exactly as the database wants them, everybody paid for a month and known to be in
 * sync: made by statement and not by the engine, which is what is measured.
 */
export async function createBenchFleet(
  { db, url, home, jobsPort }: BenchDatabase,
  options: FleetShape,
): Promise<BenchFleet> {
  const isp = await createIsp(db);
  await db.update(schema.routers).set({ status: "removed" });
  await setPaused(isp.job, true);
  const routerIds = await insertRouters(db, options.routers);
  const made: { routerId: string; userIds: string[]; stateFile: string }[] = [];
  for (const [index, routerId] of routerIds.entries()) {
    const userIds = await insertUsers(db, { routerId, packageId: isp.packageId, index, options });
    await declareAll(isp.job, userIds);
    const fleet = await loadFleet(isp.job, routerId);
    if (!fleet) throw new Error("no fleet");
    await recordInSync(db, fleet);
    const stateFile = join(home, `${routerId}.json`);
    await writeState(stateFile, fleet, options);
    made.push({ routerId, userIds, stateFile });
  }
  await db.update(schema.outbox).set({ sentAt: new Date() });
  await db.execute(sql`vacuum analyze`);
  const simulators = await startSimulators(
    home,
    made.map(({ routerId, stateFile }) => ({ id: routerId, stateFile, redialSeconds: 1 })),
  );
  await setPaused(isp.job, false);
  const routers = await connect(db, made, simulators, options);
  return { ...isp, url, jobsPort, routers, stop: () => simulators.stop() };
}

/** Nothing leaves while the world is made: no job server is there to take it. */
async function setPaused(job: Context, paused: boolean): Promise<void> {
  const { installation } = schema;
  await job.db
    .update(installation)
    .set({ pausedAt: paused ? new Date() : null, pausedReason: paused ? "a benchmark" : null });
  await waitFor("the pause to be known", async () => (await isPaused(job)) === paused);
}

async function insertRouters(db: Db, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => v7());
  await db.insert(schema.routers).values(
    ids.map((id, n) => ({
      id,
      name: `bench-router-${n}`,
      host: "127.0.0.1",
      port: 1,
      apiUsername: "admin",
      apiPasswordEncrypted: encrypt("", `router:${id}`),
      syncPolicy: "full" as const,
      settings: {
        ...defaultRouterSettings,
        addressPool: { name: "isp-pppoe", ranges: "10.64.0.2-10.64.255.254" },
      },
    })),
  );
  await db
    .insert(schema.routerStates)
    .values(ids.map((routerId) => ({ routerId, reachability: "up" as const, rosVersion: "7.16" })));
  return ids;
}

async function insertUsers(
  db: Db,
  at: { routerId: string; packageId: string; index: number; options: FleetShape },
): Promise<string[]> {
  const { routerId, packageId, index, options } = at;
  const paidUntil = new Date(Date.now() + 30 * DAY_MS);
  const ids = Array.from({ length: options.users }, () => v7());
  for (let from = 0; from < ids.length; from += CHUNK) {
    const chunk = ids.slice(from, from + CHUNK).map((id, i) => {
      const n = index * options.users + from + i;
      return { id, customerId: v7(), username: `bench${n}`, n };
    });
    await db.insert(schema.customers).values(
      chunk.map(({ customerId, n }) => ({
        id: customerId,
        name: `Wanjikũ Kamau ${n}`,
        accountNumber: String(60_000_000 + n),
      })),
    );
    await db.insert(schema.users).values(
      chunk.map(({ id, customerId, username }) => ({
        id,
        customerId,
        username,
        routerId,
        packageId,
        serviceType: "pppoe" as const,
        serviceFamily: "ppp" as const,
        status: "active" as const,
        autoRenew: false,
        paidUntil,
      })),
    );
    await db.insert(schema.userCredentials).values(
      chunk.map(({ id }) => ({
        userId: id,
        version: 1,
        passwordEncrypted: encrypt(PASSWORD, `user-credential:${id}`),
      })),
    );
  }
  return ids;
}

async function declareAll(job: Context, userIds: string[]): Promise<void> {
  for (let from = 0; from < userIds.length; from += CHUNK)
    await withTransaction(job, (tx) =>
      declareDesiredStates(tx, { userIds: userIds.slice(from, from + CHUNK), reason: "bench" }),
    );
}

/** As a pass of the engine leaves a user who is as they should be. */
async function recordInSync(db: Db, { router, users }: Fleet): Promise<void> {
  const rows = users.map(({ userId, desired }) => ({
    user_id: userId,
    written: { comment: desired.comment, credentialVersion: 1, name: desired.session.name },
  }));
  const at = new Date().toISOString();
  const since = { since: at, observedGeneration: 1 };
  const conditions = [
    { type: "Synced", status: "true", reason: "InSync", message: "As it should be.", ...since },
    { type: "Ready", status: "true", reason: "Online", message: "Online.", ...since },
  ];
  await db.execute(sql`update sync_states s set status = 'in_sync', observed_generation = 1,
      handled_seq = requested_seq, next_attempt_at = null, written = r.written,
      conditions = ${JSON.stringify(conditions)}::jsonb, last_synced_at = ${at}::timestamptz, last_checked_at = ${at}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (user_id uuid, written jsonb)
    where s.user_id = r.user_id and s.router_id = ${router.id}::uuid`);
}

const MENU: Record<string, string> = {
  pool: "/ip/pool",
  profile: "/ppp/profile",
  secret: "/ppp/secret",
};

/** The router's own state, as its file: every row that is wanted, each once, and a device for each login. */
async function writeState(file: string, { users }: Fleet, { online }: FleetShape): Promise<void> {
  const router = await startRouterOsSimulator({ redialSeconds: 3600 });
  try {
    const there = new Set<string>();
    for (const { kind, name, fields } of users.flatMap(({ desired }) => resourcesOf(desired))) {
      const key = `${kind} ${name}`;
      if (there.has(key)) continue;
      there.add(key);
      const values = Object.entries(fields).filter(([, value]) => value !== "");
      router.addRow(MENU[kind] ?? "", { name, ...Object.fromEntries(values) });
    }
    const cpes = online
      ? users.map(({ desired }) => ({ name: desired.session.name, password: PASSWORD }))
      : [];
    await writeFile(file, JSON.stringify({ ...router.snapshot(), cpes }));
  } finally {
    await router.close();
  }
}

const resourcesOf = ({ resources }: Desired) =>
  resources.filter(({ ensure }) => ensure === "present");

async function connect(
  db: Db,
  made: { routerId: string; userIds: string[] }[],
  { routers }: Simulators,
  { latencyMs }: FleetShape,
): Promise<BenchRouter[]> {
  const result: BenchRouter[] = [];
  for (const { routerId, userIds } of made) {
    const simulated = routers.find(({ id }) => id === routerId);
    if (!simulated) throw new Error(`no simulator for ${routerId}`);
    if (latencyMs > 0) await simulated.fault({ kind: "latency", ms: latencyMs });
    await db
      .update(schema.routers)
      .set({ port: simulated.port })
      .where(eq(schema.routers.id, routerId));
    result.push({ routerId, userIds, simulated });
  }
  return result;
}
