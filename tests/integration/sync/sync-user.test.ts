import { expect, test } from "vitest";
import { waitFor } from "@/tests/support";
import { INSTALLATION_ID, insertCredential, insertPackage } from "./fixture";
import { startWorld } from "./world";

const world = await startWorld();
const { simulator, addUser, sync, state, runs, cutOff, letIn, declare } = world;

const secretOf = (name: string) => simulator.rows("/ppp/secret").find((row) => row.name === name);
const online = (name: string) =>
  waitFor(`${name} online`, () => simulator.sessions().some((s) => s.name === name));

/** A user who is on the router and whose device is online. */
async function onlineUser() {
  const user = await addUser();
  await sync(user.id);
  simulator.dial({ name: user.username, password: "pw1" });
  await online(user.username);
  return user;
}

test("a declared user is provisioned: pool, profile and secret, read back, in sync", async () => {
  const user = await addUser();
  expect(await sync(user.id)).toMatchObject({
    outcome: "changed",
    status: "in_sync",
    generation: 1,
    expectSession: true,
  });
  expect(secretOf(user.username)).toMatchObject({
    password: "pw1",
    service: "pppoe",
    disabled: "false",
    profile: expect.stringMatching(/^isp-home-10-mbps-[0-9a-f]{8}$/),
    comment: expect.stringMatching(`^isp:${INSTALLATION_ID}:${user.id} Wanjiku `),
  });
  expect(await state(user.id)).toMatchObject({
    status: "in_sync",
    observedGeneration: 1,
    requestedSeq: 1,
    handledSeq: 1,
    leaseOwner: null,
    nextAttemptAt: null,
    sessionNotBefore: null,
    urgent: false,
    online: false,
    lastError: null,
    written: { credentialVersion: 1 },
  });
  const [run, ...more] = await runs(user.id);
  expect(more).toEqual([]);
  expect(run).toMatchObject({ outcome: "changed", cause: "request", generation: 1 });
  expect(run?.plan?.changes.map((c) => `${c.verb} ${c.kind}`)).toContain("create secret");
  expect(JSON.stringify(run)).not.toContain("pw1");
});

test("a request that was handled already connects to nobody", async () => {
  const user = await addUser();
  await sync(user.id);
  simulator.resetLog();
  expect(await sync(user.id)).toEqual({ outcome: "handled" });
  expect(simulator.commands()).toEqual([]);
});

test("a pass without drift writes nothing to the router and no history", async () => {
  const user = await addUser();
  await sync(user.id);
  await declare(user.id);
  simulator.resetLog();
  expect(await sync(user.id)).toMatchObject({ outcome: "unchanged", status: "in_sync" });
  expect(simulator.writes()).toEqual([]);
  expect(await runs(user.id)).toHaveLength(1);
});

test("who runs out of time is disabled first, then kicked, and stays off", async () => {
  const user = await onlineUser();
  await cutOff(user.id);
  simulator.resetLog();
  expect(await sync(user.id)).toMatchObject({ outcome: "changed", status: "in_sync" });
  expect(simulator.writes().map((c) => c.path)).toEqual(["/ppp/secret/set", "/ppp/active/remove"]);
  expect(simulator.sessions().filter((s) => s.name === user.username)).toEqual([]);
  expect(secretOf(user.username)).toMatchObject({ disabled: "true" });
  expect(await state(user.id)).toMatchObject({ online: false, status: "in_sync" });
});

test("who pays again is enabled with one write and their device gets back in", async () => {
  const user = await onlineUser();
  await cutOff(user.id);
  await sync(user.id);
  await letIn(user.id);
  simulator.resetLog();
  expect(await sync(user.id)).toMatchObject({ outcome: "changed", expectSession: true });
  expect(simulator.writes().map((c) => c.path)).toEqual(["/ppp/secret/set"]);
  await online(user.username);
});

test("a new password drops the session that the old one opened", async () => {
  const user = await onlineUser();
  const [before] = simulator.sessions().filter((s) => s.name === user.username);
  await insertCredential(world.db, user.id, 2, "pw2");
  await declare(user.id);
  expect(await sync(user.id)).toMatchObject({ outcome: "changed", status: "in_sync" });
  expect(secretOf(user.username)).toMatchObject({ password: "pw2" });
  expect(simulator.sessions().map((s) => s.id)).not.toContain(before?.id);
});

test("from waking up to verified takes less than 300 ms", async () => {
  const user = await onlineUser();
  const took: number[] = [];
  for (let i = 0; i < 5; i++) {
    await cutOff(user.id);
    await sync(user.id);
    await letIn(user.id);
    const started = performance.now();
    await sync(user.id);
    took.push(performance.now() - started);
  }
  // The fastest of five: what the code needs, whatever else runs on this machine.
  expect(Math.min(...took)).toBeLessThan(300);
});

const kicks = () => simulator.writes().filter(({ path }) => path === "/ppp/active/remove");
const PAUSE_MS = 200;

test("a new speed ends the session that ran on the old one once, and never the one that is dialled at once", async () => {
  const fast = await insertPackage(world.db, { name: "Fast", downloadKbps: 50_000 });
  const user = await onlineUser();
  await world.setUser(user.id, { packageId: fast.id });
  // The device is back long before the router is read again.
  simulator.faults.add({ kind: "latency", ms: PAUSE_MS, path: "/ppp/active/print" });
  simulator.resetLog();
  expect(await sync(user.id)).toMatchObject({ outcome: "changed", status: "in_sync" });
  expect(kicks()).toHaveLength(1);
  expect(await sync(user.id)).toMatchObject({ outcome: "handled" });
  expect(await state(user.id)).toMatchObject({ online: true, sessionNotBefore: null });
});
