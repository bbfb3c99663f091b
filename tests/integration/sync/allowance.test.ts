import { and, eq } from "drizzle-orm";
import { afterAll, afterEach, expect, test } from "vitest";
import { createContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { closeAllRouters } from "@/lib/routeros";
import { renewFromWallet } from "@/services/billing";
import { declareDesiredState } from "@/services/desired-state";
import { addPackage } from "@/services/packages";
import { settle } from "@/services/payments";
import { pollRouter } from "@/services/routers";
import { adoptRows, reconcileRouter, syncUser } from "@/services/sync";
import { startRouterOsSimulator } from "@/tests/simulators/routeros";
import { createTestDatabase, expectBooksInOrder, waitFor } from "@/tests/support";
import { createMoneyWorld, newReceipt, type Payer, PRICE } from "../money/support";
import { startEventSink } from "./event-sink";
import { insertRouter, inTransaction } from "./fixture";

await startEventSink();
const { db } = await createTestDatabase();
const world = await createMoneyWorld(db);
const simulator = await startRouterOsSimulator({
  redialSeconds: 0.05,
  users: [{ name: "isp-api", password: "router-password" }],
});
await db.update(schema.routers).set({ port: simulator.port });
await db.update(schema.installation).set({ pausedAt: null, pausedReason: null });
afterEach(() => expectBooksInOrder(db, { now: world.clock.now }));
afterAll(async () => {
  await closeAllRouters();
  await simulator.close();
});

// Leases are taken by real time: the money's clock stands still.
const engine = createContext({ kind: "job", id: "test" }, { db });
const CAP = 100_000_000;
const { packageId } = await addPackage(world.owner, {
  name: "Cafe",
  serviceType: "hotspot",
  downloadKbps: 10_000,
  uploadKbps: 5_000,
  periodUnit: "month",
  periodCount: 1,
  priceCents: PRICE,
  dataCapBytes: CAP,
});

async function cappedPayer(): Promise<Payer> {
  const payer = await world.addPayer();
  await db
    .update(schema.users)
    .set({ packageId, serviceType: "hotspot", serviceFamily: "hotspot" })
    .where(eq(schema.users.id, payer.userId));
  return payer;
}

const nameOf = async (payer: Payer) => {
  const [user] = await db.select().from(schema.users).where(eq(schema.users.id, payer.userId));
  return user?.username ?? "";
};
const pay = (payer: Payer, amountCents = PRICE) =>
  settle(world.job, {
    ...world.base(),
    kind: "c2b_confirmation",
    receipt: newReceipt(),
    amountCents,
    accountReference: payer.accountNumber,
  });
/** What the customer does who is out of data: pays, and buys the next period with it at once. */
const payAhead = async (payer: Payer) => {
  await pay(payer);
  await renewFromWallet(world.owner, { userId: payer.userId, periods: 1 });
};
const sync = (payer: Payer) => syncUser(engine, { userId: payer.userId, routerId: world.routerId });
const rowOf = (name: string) =>
  simulator.rows("/ip/hotspot/user").find((row) => row.name === name) ?? {};
const isOnline = (name: string) =>
  simulator.rows("/ip/hotspot/active").some((row) => row.user === name);
const stateOf = async (payer: Payer) => {
  const [row] = await db
    .select()
    .from(schema.syncStates)
    .where(eq(schema.syncStates.userId, payer.userId));
  return row;
};

let last = 0;
function connect(user: string) {
  const mac = `06:00:00:00:01:0${++last}`;
  const password = rowOf(user).password ?? "";
  simulator.connectHotspot({ mac, user, password, downloadKbps: 8_000, uploadKbps: 0 });
  return waitFor("the sign-in", () => isOnline(user));
}
/** A payer of a capped package, with a device that has signed in. */
async function onlinePayer() {
  const payer = await cappedPayer();
  const name = await nameOf(payer);
  await pay(payer);
  await sync(payer);
  await connect(name);
  return { payer, name };
}
/** 100 MB at 1 MB a second. */
const useUp = async (name: string) => {
  simulator.advance(CAP / 1_000_000 + 1);
  await waitFor("the end of the data", () => !isOnline(name));
};

test("who has used up the cap and pays is online at once, with one more cap and no more", async () => {
  const { payer, name } = await onlinePayer();
  await useUp(name);
  await payAhead(payer);
  expect(await sync(payer)).toMatchObject({ outcome: "changed", status: "in_sync" });
  await waitFor("the sign-in", () => isOnline(name));
  await useUp(name);
  await waitFor("a refusal", () =>
    simulator.hotspotClients().some((client) => client.lastFailure === "traffic limit reached"),
  );
  expect(rowOf(name)["limit-bytes-total"]).toBe(String(2 * CAP));
  await db.update(schema.syncStates).set({ requestedSeq: 99 });
  expect(await sync(payer)).toMatchObject({ outcome: "unchanged" });
  expect((await stateOf(payer))?.conditions).toContainEqual(
    expect.objectContaining({ type: "Ready", reason: "UsedUp" }),
  );
});

test("who has used up the cap and pays by paybill, naming nothing, is online too, once per payment", async () => {
  const { payer, name } = await onlinePayer();
  await pollRouter(engine, { routerId: world.routerId });
  await useUp(name);
  expect((await stateOf(payer))?.usedUp).toBe(false);
  await pollRouter(engine, { routerId: world.routerId });
  expect((await stateOf(payer))?.usedUp).toBe(true);
  await pay(payer, 2 * PRICE);
  await sync(payer);
  await waitFor("the sign-in", () => isOnline(name));
  expect(rowOf(name)["limit-bytes-total"]).toBe(String(2 * CAP));
  expect((await stateOf(payer))?.usedUp).toBe(false);
  await useUp(name);
  await reconcileRouter(engine, { routerId: world.routerId });
  expect((await stateOf(payer))?.usedUp).toBe(true);
  expect(rowOf(name)["limit-bytes-total"]).toBe(String(2 * CAP));
});

test("paying ahead while online disturbs nobody's session", async () => {
  const { payer, name } = await onlinePayer();
  const [before] = simulator.rows("/ip/hotspot/active").filter((row) => row.user === name);
  await payAhead(payer);
  simulator.resetLog();
  await sync(payer);
  expect(simulator.writes().map((command) => command.path)).toEqual(["/ip/hotspot/user/set"]);
  const [after] = simulator.rows("/ip/hotspot/active").filter((row) => row.user === name);
  expect(after?.[".id"]).toBe(before?.[".id"]);
});

test("after a gap the allowance begins anew: what was used before does not count, nor does what was left", async () => {
  const { payer, name } = await onlinePayer();
  simulator.advance(40);
  const start = world.clock.now;
  world.clock.now = new Date(start.getTime() + 60 * 86_400_000);
  await pay(payer);
  await sync(payer);
  world.clock.now = start;
  const { "limit-bytes-total": limit } = rowOf(name);
  expect(Number(limit)).toBeGreaterThanOrEqual(CAP + 40_000_000);
  expect(Number(limit)).toBeLessThan(CAP + 60_000_000);
});

test("a reply that is lost, or a pass that dies, gives no second allowance", async () => {
  const { payer, name } = await onlinePayer();
  await useUp(name);
  const start = world.clock.now;
  world.clock.now = new Date(start.getTime() + 60 * 86_400_000);
  await pay(payer);
  simulator.faults.add({ kind: "applied-but-reply-lost", path: "/ip/hotspot/user/set" });
  simulator.faults.add({ kind: "refuse" });
  expect(await sync(payer)).toMatchObject({ outcome: "deferred" });
  await waitFor("the sign-in", () => isOnline(name));
  const { "limit-bytes-total": given } = rowOf(name);
  simulator.advance(50);
  simulator.disconnectHotspot(`06:00:00:00:01:0${last}`);
  simulator.faults.clear();
  await db
    .update(schema.routerStates)
    .set({ consecutiveFailures: 0, breakerOpenUntil: null, reachability: "up" });
  expect(await sync(payer)).toMatchObject({ status: "in_sync" });
  expect(rowOf(name)["limit-bytes-total"]).toBe(given);
  world.clock.now = start;
});

const elsewhere = await startRouterOsSimulator({ redialSeconds: 0.05 });
afterAll(() => elsewhere.close());
const there = await insertRouter(db, { port: elsewhere.port });
const limitThere = (name: string) =>
  Number(
    elsewhere.rows("/ip/hotspot/user").find((row) => row.name === name)?.["limit-bytes-total"],
  );

/** To another router, the new one first, as the events of a move lead. */
async function move({ userId }: Payer, from: string, to: string) {
  await db.update(schema.users).set({ routerId: to }).where(eq(schema.users.id, userId));
  const declared = { userId, reason: "moved", urgent: true };
  await inTransaction(db, (tx) => declareDesiredState(tx, declared), new Date());
  await syncUser(engine, { userId, routerId: to });
  await syncUser(engine, { userId, routerId: from });
}

test("who moves to another router has there what was left, and no more after coming back", async () => {
  const { payer, name } = await onlinePayer();
  simulator.advance(40);
  await move(payer, world.routerId, there.id);
  const left = limitThere(name);
  expect(left).toBeGreaterThan(CAP - 60_000_000);
  expect(left).toBeLessThanOrEqual(CAP - 40_000_000);
  expect(rowOf(name)).toEqual({});
  await move(payer, there.id, world.routerId);
  expect(Number(rowOf(name)["limit-bytes-total"])).toBe(left);
});

/** Moves a user away from the router while it answers nobody. */
async function moveFromDead(payer: Payer) {
  simulator.faults.add({ kind: "refuse" });
  await closeAllRouters();
  await move(payer, world.routerId, there.id);
  simulator.faults.clear();
  await db
    .update(schema.routerStates)
    .set({ consecutiveFailures: 0, breakerOpenUntil: null, reachability: "up" });
}
/** What the new home's run tells staff. */
async function notesOf({ userId }: Payer) {
  const { syncRuns } = schema;
  const runs = await db
    .select({ plan: syncRuns.plan })
    .from(syncRuns)
    .where(and(eq(syncRuns.userId, userId), eq(syncRuns.routerId, there.id)));
  return runs.flatMap(({ plan }) => plan?.notes ?? []);
}

test("who moves with nothing left, from a router that is down, has nothing left there either", async () => {
  const { payer, name } = await onlinePayer();
  await useUp(name);
  await pollRouter(engine, { routerId: world.routerId });
  await moveFromDead(payer);
  expect(limitThere(name)).toBe(1);
});

test("who moves from a router that is down has used there what the last comparison saw", async () => {
  const { payer, name } = await onlinePayer();
  simulator.advance(40);
  await reconcileRouter(engine, { routerId: world.routerId });
  simulator.advance(10);
  await moveFromDead(payer);
  const left = limitThere(name);
  expect(left).toBeGreaterThan(CAP - 50_000_000);
  expect(left).toBeLessThanOrEqual(CAP - 40_000_000);
  expect(await notesOf(payer)).toEqual([
    expect.stringContaining("it counts as was last seen, on "),
  ]);
});

test("of whom nothing was ever seen, the run on the new router says so", async () => {
  const { payer, name } = await onlinePayer();
  await db
    .update(schema.syncStates)
    .set({ usageSeen: null })
    .where(eq(schema.syncStates.userId, payer.userId));
  await moveFromDead(payer);
  expect(limitThere(name)).toBe(CAP);
  expect(await notesOf(payer)).toEqual([expect.stringContaining("it counts as nothing")]);
});

test("a login that is taken over keeps the limit that it was given, neither more nor less", async () => {
  const payer = await cappedPayer();
  const name = await nameOf(payer);
  simulator.addRow("/ip/hotspot/user", { name, password: "x", "limit-bytes-total": "30000000" });
  await pay(payer);
  await sync(payer);
  await adoptRows(world.owner, { userId: payer.userId, routerId: world.routerId });
  await sync(payer);
  expect(rowOf(name)["limit-bytes-total"]).toBe("30000000");
  await payAhead(payer);
  await sync(payer);
  expect(rowOf(name)["limit-bytes-total"]).toBe(String(30_000_000 + CAP));
});
