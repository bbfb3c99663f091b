import { and, eq } from "drizzle-orm";
import { afterAll, expect, test } from "vitest";
import { schema } from "@/lib/db";
import { closeAllRouters } from "@/lib/routeros";
import { declareDesiredState } from "@/services/desired-state";
import { pollRouter } from "@/services/routers";
import { reconcileRouter, syncRouterBatch, syncUser } from "@/services/sync";
import { startRouterOsSimulator } from "@/tests/simulators/routeros";
import type { Payer } from "../money/support";
import { CAP, startAllowanceWorld } from "./allowance-world";
import { insertRouter, inTransaction } from "./fixture";

const { db, world, engine, simulator, nameOf, onlinePayer, useUp, sync, rowOf } =
  await startAllowanceWorld();

const elsewhere = await startRouterOsSimulator({ redialSeconds: 0.05 });
afterAll(() => elsewhere.close());
const there = await insertRouter(db, { port: elsewhere.port });
const limitThere = (name: string) =>
  Number(
    elsewhere.rows("/ip/hotspot/user").find((row) => row.name === name)?.["limit-bytes-total"],
  );

/** To another router, and as far as the new home has them. */
async function arrive({ userId }: Payer, to: string) {
  await db.update(schema.users).set({ routerId: to }).where(eq(schema.users.id, userId));
  const declared = { userId, reason: "moved", urgent: true };
  await inTransaction(db, (tx) => declareDesiredState(tx, declared), new Date());
  await syncUser(engine, { userId, routerId: to });
}
/** To another router, the new one first, as the events of a move lead. */
async function move(payer: Payer, from: string, to: string) {
  await arrive(payer, to);
  await syncUser(engine, { userId: payer.userId, routerId: from });
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
  await answersAgain();
}
async function answersAgain() {
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

/** The old router is left, and the home does what it is asked for. */
async function leave(payer: Payer, inCrowd = false) {
  if (inCrowd) {
    await db.update(schema.syncStates).set({ urgent: false, nextAttemptAt: null });
    await syncRouterBatch(engine, { routerId: world.routerId });
  } else expect(await sync(payer)).toMatchObject({ status: "in_sync" });
  expect(rowOf(await nameOf(payer))).toEqual({});
  await syncRouterBatch(engine, { routerId: there.id });
}

test("what is used on the old router until it is left counts on the new one too", async () => {
  const { payer, name } = await onlinePayer();
  simulator.advance(40);
  await arrive(payer, there.id);
  expect(limitThere(name)).toBeGreaterThan(CAP - 50_000_000);
  simulator.advance(20);
  await leave(payer);
  expect(limitThere(name)).toBeGreaterThan(CAP - 70_000_000);
  expect(limitThere(name)).toBeLessThanOrEqual(CAP - 60_000_000);
  const left = limitThere(name);
  await db.update(schema.syncStates).set({ requestedSeq: 99 });
  await syncUser(engine, { userId: payer.userId, routerId: there.id });
  expect(limitThere(name)).toBe(left);
});

test("so does what a router had counted that could not be asked, when it is back", async () => {
  const { payer, name } = await onlinePayer();
  simulator.advance(40);
  await moveFromDead(payer);
  expect(limitThere(name)).toBe(CAP);
  await leave(payer, true);
  expect(limitThere(name)).toBeGreaterThan(CAP - 60_000_000);
  expect(limitThere(name)).toBeLessThanOrEqual(CAP - 40_000_000);
});

test("also if the pass that leaves it dies when the row that counts is gone", async () => {
  const { payer, name } = await onlinePayer();
  await arrive(payer, there.id);
  simulator.advance(30);
  simulator.faults.add({ kind: "applied-but-reply-lost", path: "/ip/hotspot/user/remove" });
  simulator.faults.add({ kind: "refuse" });
  expect(await sync(payer)).toMatchObject({ outcome: "deferred" });
  expect(rowOf(name)).toEqual({});
  await answersAgain();
  await leave(payer);
  expect(limitThere(name)).toBeLessThanOrEqual(CAP - 30_000_000);
});
