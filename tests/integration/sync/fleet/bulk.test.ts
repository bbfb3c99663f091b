import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeEach, expect, test } from "vitest";
import { schema } from "@/lib/db";
import { waitFor } from "@/tests/support";
import { startWorld } from "../world";
import { crowdOf } from "./crowd";

const world = await startWorld();
const { simulator, router, sync, state, runs, letIn, addUser, url } = world;
const { crowd, batch, changeSpeed, expire, states, idsIn } = crowdOf(world);

const secretOf = (name: string) => simulator.rows("/ppp/secret").find((row) => row.name === name);
const idsOf = (users: { id: string }[]) => users.map((user) => user.id);
const sessionIds = () => simulator.sessions().map((session) => session.id);

async function expectInSync(userIds: string[]) {
  const found = await states(userIds);
  expect(found.map((row) => [row.status, row.leaseOwner, row.urgent])).toEqual(
    userIds.map(() => ["in_sync", null, false]),
  );
  for (const row of found) expect(row.handledSeq).toBe(row.requestedSeq);
}

beforeEach(() => {
  simulator.resetLog();
  for (const cpe of simulator.cpes()) simulator.unplug(cpe.name);
});

test("a package's new speed reaches everybody who has it by a few commands on one connection, and ends each session once", async () => {
  const users = await crowd(60, { online: true });
  const before = sessionIds();
  await changeSpeed(idsOf(users), 20_000);
  simulator.resetLog();
  expect(await batch()).toEqual({ synced: 60, next: null });
  expect(idsIn("/ppp/active/remove").sort()).toEqual(before.sort());
  await waitFor("everybody to redial", () => simulator.sessions().length === 60);
  expect(new Set(simulator.sessions().map((session) => session.rateLimit))).toEqual(
    new Set(["5M/20M"]),
  );
  expect(simulator.writes().map((command) => command.path)).toEqual([
    "/ppp/profile/add",
    "/ppp/secret/set",
    "/ppp/active/remove",
  ]);
  expect(simulator.counters().opened).toBeLessThanOrEqual(1);
  await expectInSync(idsOf(users));
  // Nothing is left to be ended once more.
  simulator.resetLog();
  await changeSpeed(idsOf(users), 20_000);
  await batch();
  expect(simulator.writes()).toEqual([]);
});

test("everybody whose time runs out at once is off, sessions too, and the history says so of each", async () => {
  const users = await crowd(30, { online: true });
  await expire(idsOf(users));
  expect(await batch()).toEqual({ synced: 30, next: null });
  expect(simulator.sessions()).toEqual([]);
  for (const { username } of users) expect(secretOf(username)?.disabled).toBe("true");
  await expectInSync(idsOf(users));
  const [first] = users;
  const last = (await runs(first?.id ?? "")).at(-1);
  expect(last).toMatchObject({ outcome: "changed", cause: "batch" });
  expect(last?.plan?.changes.map(({ verb, kind }) => `${verb} ${kind}`)).toEqual([
    "update secret",
    "kick session",
  ]);
});

test("whoever pays while a crowd is worked on is back before the crowd is done", async () => {
  const users = await crowd(30);
  const payer = await addUser();
  await expire(idsOf(users));
  simulator.resetLog();
  simulator.faults.add({ kind: "latency", path: "/ppp/secret/set", ms: 400 });
  let done = false;
  const crowded = batch().then(() => {
    done = true;
  });
  await waitFor("the crowd's command", () => idsIn("/ppp/secret/set").length > 0);
  expect(await sync(payer.id)).toMatchObject({ status: "in_sync" });
  expect(done).toBe(false);
  await crowded;
  await expectInSync(idsOf([...users, payer]));
});

test("whoever pays while their own batch cuts them off is on again when it ends", async () => {
  const users = await crowd(10, { online: true });
  const [payer] = users;
  if (!payer) throw new Error("no user");
  await expire(idsOf(users));
  simulator.resetLog();
  simulator.faults.add({ kind: "latency", path: "/ppp/secret/set", ms: 300, times: 1 });
  const crowded = batch();
  await waitFor("the crowd's command", () => idsIn("/ppp/secret/set").length > 0);
  await letIn(payer.id);
  await crowded;
  expect(secretOf(payer.username)?.disabled).toBe("false");
  expect(await state(payer.id)).toMatchObject({ status: "in_sync", observedGeneration: 3 });
  await expectInSync(idsOf(users));
});

test("a command for many that the router refuses is tried row by row, and only whose row it is about fails", async () => {
  const users = await crowd(8);
  const refused = users[3];
  if (!refused) throw new Error("no user");
  await expire(idsOf(users));
  const message = "failure: not today";
  simulator.faults.add({ kind: "trap", path: "/ppp/secret/set", message, times: 1 });
  const id = secretOf(refused.username)?.[".id"];
  simulator.faults.add({ kind: "trap", path: "/ppp/secret/set", message, word: `=.id=${id}` });
  expect(await batch()).toEqual({ synced: 7, next: null });
  expect(await state(refused.id)).toMatchObject({
    status: "failed",
    lastError: expect.any(String),
  });
  await expectInSync(idsOf(users.filter((user) => user !== refused)));
});

test("a connection that breaks in the middle of a batch is replaced, and nobody's session is ended twice", async () => {
  const users = await crowd(12, { online: true });
  const before = sessionIds();
  await changeSpeed(idsOf(users), 30_000);
  simulator.resetLog();
  simulator.faults.add({ kind: "drop", path: "/ppp/secret/set", afterBytes: 0, times: 1 });
  expect(await batch()).toEqual({ synced: 12, next: null });
  expect(idsIn("/ppp/active/remove").sort()).toEqual(before.sort());
  await expectInSync(idsOf(users));
});

test("a router that falls silent puts the whole batch off as one failure of the router, and its return finds everybody", async () => {
  const users = await crowd(6);
  await expire(idsOf(users));
  await simulator.setDown(true);
  expect(await batch()).toEqual({ synced: 0, next: null });
  const health = await world.routerState();
  expect(health.consecutiveFailures).toBe(1);
  for (const row of await states(idsOf(users)))
    expect(row).toMatchObject({ status: "pending", failureCount: 0, leaseOwner: null });
  await simulator.setDown(false);
  expect(await batch()).toEqual({ synced: 6, next: null });
  await expectInSync(idsOf(users));
});

test("a process killed before the sessions are ended leaves them to the next, which ends each once", async () => {
  const users = await crowd(5, { online: true });
  const before = sessionIds();
  await changeSpeed(idsOf(users), 40_000);
  simulator.resetLog();
  const child = spawn(
    process.execPath,
    ["--import", "tsx", fileURLToPath(new URL("./child-batch.ts", import.meta.url)), router.id],
    { env: { ...process.env, DATABASE_URL: url, FAULT_POINTS: "sync.before-kick" } },
  );
  expect(await new Promise((resolve) => child.once("exit", (_, signal) => resolve(signal)))).toBe(
    "SIGKILL",
  );
  expect(sessionIds().sort()).toEqual(before.sort());
  await world.db.update(schema.syncStates).set({ leaseUntil: new Date(Date.now() - 1) });
  expect(await batch()).toEqual({ synced: 5, next: null });
  expect(idsIn("/ppp/active/remove").sort()).toEqual(before.sort());
  await expectInSync(idsOf(users));
});
