import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createContext, type StaffRole } from "@/lib/context";
import { schema } from "@/lib/db";
import { disconnectSession, listSessions, previewPlan, watchTraffic } from "@/services/routers";
import { adoptRows } from "@/services/sync";
import { waitFor } from "@/tests/support";
import { staffContext } from "./fixture";
import { startWorld } from "./world";

const { db, router, simulator, addUser, sync, routerState } = await startWorld({
  simulator: { redialSeconds: 600 },
});
const { routerStates } = schema;
const staff = staffContext(db);
const list = () => listSessions(staff, { routerId: router.id });
const traces = () =>
  db.select().from(schema.auditLog).where(eq(schema.auditLog.action, "users.disconnect"));
let user: Awaited<ReturnType<typeof addUser>>;

async function listed(name: string) {
  const session = (await list()).sessions.find((one) => one.name === name);
  if (!session) throw new Error(`${name} is not listed`);
  const { rowId, service, startedAt } = session;
  return { routerId: router.id, rowId, service, name, startedAt };
}

const allIsWell = () =>
  db.update(routerStates).set({
    ...{ reachability: "up", consecutiveFailures: 0, breakerOpenUntil: null, lastError: null },
  });

const dial = async (name: string, password: string) => {
  simulator.dial({ name, password });
  await waitFor("the session", () => simulator.sessions().some((one) => one.name === name));
};

beforeEach(async () => {
  user = await addUser();
  await sync(user.id);
  await dial(user.username, "pw1");
});
afterEach(async () => {
  simulator.faults.clear();
  simulator.unplug(user.username);
  await db.update(schema.routers).set({ syncPolicy: "full" });
});

test("the list names our users and marks logins that are not ours", async () => {
  simulator.addRow("/ppp/secret", { name: "stranger", password: "x" });
  await dial("stranger", "x");
  const { sessions, readAt } = await list();
  expect(Date.now() - Date.parse(readAt)).toBeLessThan(10_000);
  const of = (name: string) => sessions.find((one) => one.name === name);
  expect(of(user.username)).toMatchObject({ service: "pppoe", user: { id: user.id } });
  expect(of("stranger")).toMatchObject({ user: null });
  expect(JSON.stringify(sessions)).not.toContain("pw1");
  await expect(disconnectSession(staff, await listed("stranger"))).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("not one of our users"),
  });
  simulator.unplug("stranger");
});

test("a session that is disconnected is read back as gone, and the log says who did it", async () => {
  await disconnectSession(staff, await listed(user.username));
  expect(simulator.sessions().map(({ name }) => name)).not.toContain(user.username);
  const entry = (await traces()).find(({ entityId }) => entityId === user.id);
  expect(entry).toMatchObject({ actorKind: "staff", data: { outcome: "gone" } });
});

test("a lost reply is no failure when the session is seen gone", async () => {
  const session = await listed(user.username);
  simulator.faults.add({
    kind: "trap-but-applied",
    path: "/ppp/active/remove",
    message: "failure",
  });
  await expect(disconnectSession(staff, session)).resolves.toEqual({ userId: user.id });
});

test("a connection cut at the removal is looked at again on a new one", async () => {
  const session = await listed(user.username);
  simulator.faults.add({
    kind: "drop",
    path: "/ppp/active/remove",
    afterBytes: 0,
    applied: true,
    times: 1,
  });
  await expect(disconnectSession(staff, session)).resolves.toEqual({ userId: user.id });
});

test("a router that says done and does nothing is found out, and the attempt is in the log", async () => {
  const session = await listed(user.username);
  simulator.faults.add({ kind: "ignored", path: "/ppp/active/remove" });
  await expect(disconnectSession(staff, session)).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("still stands"),
  });
  const entry = (await traces()).find(({ entityId }) => entityId === user.id);
  expect(entry?.data).toMatchObject({ outcome: "not verified" });
});

test("a device that dialled in anew since the list was read is left online", async () => {
  const session = await listed(user.username);
  simulator.unplug(user.username);
  await dial(user.username, "pw1");
  await expect(disconnectSession(staff, session)).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("dialled in anew"),
  });
  expect(simulator.sessions().map(({ name }) => name)).toContain(user.username);
});

test("nothing is disconnected on a router that is only observed, or while a sync is at work", async () => {
  const session = await listed(user.username);
  simulator.resetLog();
  const { syncStates } = schema;
  const lease = { leaseOwner: "other", leaseUntil: new Date(Date.now() + 30_000) };
  await db.update(syncStates).set(lease).where(eq(syncStates.userId, user.id));
  await expect(disconnectSession(staff, session)).rejects.toMatchObject({
    message: expect.stringContaining("being synced"),
  });
  await db.update(syncStates).set({ leaseOwner: null, leaseUntil: null });
  await db.update(schema.routers).set({ syncPolicy: "observe_only" });
  await expect(disconnectSession(staff, session)).rejects.toMatchObject({
    message: expect.stringContaining("only observed"),
  });
  expect(simulator.writes()).toEqual([]);
});

test("a router that is down is told in a sentence and is not asked, until its breaker is due", async () => {
  const session = await listed(user.username);
  const down = {
    reachability: "down",
    reachabilitySince: new Date("2026-06-01T06:30:00Z"),
  } as const;
  const breakerOpenUntil = new Date(Date.now() + 60_000);
  await db.update(routerStates).set({ ...down, breakerOpenUntil, lastError: "No answer." });
  simulator.resetLog();
  const asked: (() => Promise<unknown>)[] = [
    list,
    () => watchTraffic(staff, { userId: user.id }),
    () => disconnectSession(staff, session),
    () => previewPlan(staff, { routerId: router.id }),
    () => adoptRows(staff, { userId: user.id, routerId: router.id }),
  ];
  for (const ask of asked)
    await expect(ask()).rejects.toMatchObject({
      code: "unavailable",
      message: `${router.name} is down since 1 Jun 2026, 09:30. No answer. It is tried again by itself.`,
    });
  expect(simulator.counters().commands).toBe(0);
  await db.update(routerStates).set({ breakerOpenUntil: new Date(Date.now() - 1) });
  await list();
  expect(await routerState()).toMatchObject({ reachability: "up", breakerOpenUntil: null });
});

test("a hung router ends the list in a sentence within its deadline", async () => {
  simulator.faults.add({ kind: "hang", path: "/ppp/active/print" });
  const began = Date.now();
  const input = { routerId: router.id, deadlineMs: 300 };
  await expect(listSessions(staff, input)).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringMatching(/did not answer within 0.3 s/),
  });
  expect(Date.now() - began).toBeLessThan(3_000);
  await allIsWell();
});

test("looks that nobody answers open the breaker, and one that is answered ends the count", async () => {
  const input = { routerId: router.id, deadlineMs: 300 };
  const look = () => listSessions(staff, input);
  const silence = { kind: "hang", path: "/ppp/active/print" } as const;
  simulator.faults.add(silence);
  for (let n = 0; n < 2; n++) await expect(look()).rejects.toThrow("did not answer");
  simulator.faults.clear();
  await list();
  expect(await routerState()).toMatchObject({ reachability: "up", consecutiveFailures: 0 });
  simulator.faults.add(silence);
  for (let n = 0; n < 3; n++) await expect(look()).rejects.toThrow("did not answer");
  expect(await routerState()).toMatchObject({
    reachability: "down",
    lastError: expect.stringContaining("did not answer within 0.3 s"),
  });
  await expect(watchTraffic(staff, { userId: user.id })).rejects.toThrow("is down since");
  await allIsWell();
});

test("what a router refuses is no silence: its breaker does not count it", async () => {
  simulator.faults.add({ kind: "trap", path: "/ppp/active/print", message: "failure: x" });
  for (let n = 0; n < 3; n++) await expect(list()).rejects.toThrow("failure: x");
  expect(await routerState()).toMatchObject({ consecutiveFailures: 0, breakerOpenUntil: null });
});

test("only roles that may sync disconnect, and only staff read the list", async () => {
  const as = (role: StaffRole) =>
    createContext({ kind: "staff", id: crypto.randomUUID(), role }, { db });
  const session = await listed(user.username);
  await expect(disconnectSession(as("finance"), session)).rejects.toMatchObject({
    code: "forbidden",
  });
  const customer = createContext({ kind: "customer", id: crypto.randomUUID() }, { db });
  await expect(listSessions(customer, { routerId: router.id })).rejects.toMatchObject({
    code: "forbidden",
  });
});
