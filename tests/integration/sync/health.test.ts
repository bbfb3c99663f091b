import { asc, eq } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import type { Context } from "@/lib/context";
import { schema } from "@/lib/db";
import { getRouterHistory, pollRouter, pruneSamples, sweepRouterPolls } from "@/services/routers";
import { requestSync, sweepReconciles } from "@/services/sync";
import { inTransaction } from "./fixture";
import { startWorld } from "./world";

const world = await startWorld();
const { db, router, simulator, addUser, sync, state, routerState, sink } = world;
const MINUTE_MS = 60_000;
let minutes = 0;
/** Our clock; the router's goes its own way. */
const ctx: Context = {
  ...world.ctx,
  now: () => new Date(Date.now() + minutes * MINUTE_MS),
};
const poll = () => pollRouter(ctx, { routerId: router.id });
const samples = () =>
  db
    .select()
    .from(schema.routerSamples)
    .where(eq(schema.routerSamples.routerId, router.id))
    .orderBy(asc(schema.routerSamples.at));
afterEach(async () => {
  minutes = 0;
  await db.delete(schema.routerSamples);
});

test("a poll keeps what the router says of itself, its ports and its netwatch, with the time", async () => {
  simulator.addRow("/tool/netwatch", { host: "8.8.8.8", comment: "uplink" });
  simulator.addRow("/tool/netwatch", { host: "10.0.0.1", comment: "isp:other:customer" });
  simulator.addRow("/tool/netwatch", { host: "10.0.0.2" });
  simulator.setReachable("10.0.0.2", true);
  simulator.advance(400);
  await poll();
  const known = await routerState();
  expect(known).toMatchObject({
    identity: "MikroTik",
    cpuLoadPercent: 3,
    netwatch: { up: 1, down: 2, unknown: 0, downHosts: [{ host: "8.8.8.8", comment: "uplink" }] },
    polledAt: expect.any(Date),
    rebootedAt: null,
  });
  expect(known.ports?.map((port) => port.name)).toEqual([
    "ether1",
    "ether2",
    "ether3",
    "ether4",
    "ether5",
  ]);
  expect(known.ports?.[0]).toMatchObject({ rxKbps: null, txKbps: null });
});

test("rates come from the counters of two polls, and the busiest port makes the history", async () => {
  const user = await addUser();
  await sync(user.id);
  simulator.dial({ name: user.username, password: "pw1", downloadKbps: 8_000, uploadKbps: 800 });
  await poll();
  simulator.advance(60);
  minutes = 1;
  await poll();
  const ports = new Map((await routerState()).ports?.map((port) => [port.name, port]));
  expect(ports.get("ether1")?.rxKbps).toBeGreaterThan(7_500);
  expect(ports.get("ether1")?.rxKbps).toBeLessThan(8_500);
  expect(ports.get("ether2")?.txKbps).toBe(ports.get("ether1")?.rxKbps);
  const history = await samples();
  expect(history).toHaveLength(2);
  expect(history[0]).toMatchObject({ rxKbps: null, sessionCount: 1 });
  expect(history[1]?.rxKbps).toBe(ports.get("ether1")?.rxKbps);
  simulator.unplug(user.username);
});

test("the history gives means over equal steps, and a gap where no poll got an answer", async () => {
  const at = (ago: number) => new Date(ctx.now().getTime() - ago * MINUTE_MS);
  const line = (ago: number, cpuLoadPercent: number) => ({
    routerId: router.id,
    at: at(ago),
    cpuLoadPercent,
    freeMemoryBytes: 2_000_000_000,
    sessionCount: 3,
    rxKbps: 5_000_000,
  });
  await db.insert(schema.routerSamples).values([line(50, 10), line(90, 20), line(2_000, 99)]);
  const staff = { ...ctx, actor: { kind: "staff", id: router.id, role: "support" } } as const;
  const { points, stepMinutes } = await getRouterHistory(staff, { routerId: router.id, hours: 24 });
  expect({ stepMinutes, points: points.length }).toEqual({ stepMinutes: 10, points: 144 });
  expect(points.at(-1)?.at.getTime()).toBeLessThanOrEqual(ctx.now().getTime());
  const measured = points.filter(({ cpuLoadPercent }) => cpuLoadPercent !== null);
  expect(measured.map(({ cpuLoadPercent }) => cpuLoadPercent)).toEqual([20, 10]);
  expect(measured[1]).toMatchObject({ freeMemoryBytes: 2e9, rxKbps: 5_000_000, txKbps: null });
  const near = await getRouterHistory(staff, { routerId: router.id, hours: "no number" });
  expect(near.hours).toBe(24);
  const customer = { ...ctx, actor: { kind: "customer", id: router.id } } as const;
  await expect(getRouterHistory(customer, { routerId: router.id, hours: 3 })).rejects.toThrow(
    "not allowed",
  );
});

test("two days of history are kept, and no more", async () => {
  const line = (hours: number) => ({
    routerId: router.id,
    at: new Date(ctx.now().getTime() - hours * 60 * MINUTE_MS),
    cpuLoadPercent: hours,
    freeMemoryBytes: 1,
    sessionCount: 1,
  });
  await db.insert(schema.routerSamples).values([line(1), line(47), line(49), line(300)]);
  expect(await pruneSamples(ctx)).toBe(2);
  expect((await samples()).map((sample) => sample.cpuLoadPercent)).toEqual([47, 1]);
});

test("a restart is seen, rates begin anew, and what is owed is asked for", async () => {
  const user = await addUser();
  await sync(user.id);
  simulator.advance(5_000);
  await poll();
  await simulator.reboot(0);
  await inTransaction(db, (tx) => requestSync(tx, { userId: user.id }), ctx.now());
  sink.events.length = 0;
  minutes = 1;
  await poll();
  const { rebootedAt, ports } = await routerState();
  expect(Math.abs((rebootedAt?.getTime() ?? 0) - ctx.now().getTime())).toBeLessThan(10_000);
  expect(ports?.every((port) => port.rxKbps === null)).toBe(true);
  const owed = await db
    .select({ name: schema.outbox.name, data: schema.outbox.data })
    .from(schema.outbox);
  expect(
    owed.filter((event) => event.name === "network/user.sync.requested").length,
  ).toBeGreaterThan(1);
  minutes = 2;
  await poll();
  expect((await routerState()).rebootedAt).toEqual(rebootedAt);
});

test("a restart that happened while nobody looked is seen by when it began", async () => {
  simulator.advance(60);
  await poll();
  const before = (await routerState()).rebootedAt;
  await simulator.reboot(0);
  simulator.advance(3_600);
  minutes = 120;
  await poll();
  expect((await routerState()).rebootedAt?.getTime()).toBeGreaterThan(
    (before?.getTime() ?? 0) + 30 * MINUTE_MS,
  );
});

test("for five minutes after a restart a silent address is unknown, not offline", async () => {
  const user = await addUser({ serviceType: "static", staticAddress: "10.5.5.5" });
  await sync(user.id);
  simulator.setReachable("10.5.5.5", true);
  simulator.advance(400);
  await poll();
  expect((await state(user.id)).online).toBe(true);
  await simulator.reboot(0);
  await poll();
  expect((await state(user.id)).online).toBeNull();
  await sync(user.id);
  expect((await state(user.id)).online).toBeNull();
  simulator.advance(400);
  await poll();
  expect((await state(user.id)).online).toBe(true);
});

test("a clock that was hours ahead and is set right stops neither polls nor comparisons", async () => {
  const ahead = new Date(ctx.now().getTime() + 3 * 3_600_000);
  const soon = new Date(ctx.now().getTime() + 9 * 60_000);
  await db
    .update(schema.routerStates)
    .set({ nextPollAt: ahead, nextReconcileAt: ahead, reachability: "up" });
  expect(await sweepRouterPolls(ctx)).toEqual({ requested: 1 });
  expect(await sweepRouterPolls(ctx)).toEqual({ requested: 0 });
  expect(await sweepReconciles(ctx)).toEqual({ requested: 1 });
  await db.update(schema.routerStates).set({ nextReconcileAt: soon });
  expect(await sweepReconciles(ctx)).toEqual({ requested: 0 });
});
