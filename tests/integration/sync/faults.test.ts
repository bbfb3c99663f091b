import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { schema } from "@/lib/db";
import { syncUser } from "@/services/sync";
import { waitFor } from "@/tests/support";
import { insertCredential } from "./fixture";
import { startWorld } from "./world";

const world = await startWorld();
const { db, ctx, router, simulator, addUser, sync, state, runs, cutOff, letIn, declare } = world;

const secretOf = (name: string) => simulator.rows("/ppp/secret").find((row) => row.name === name);
const sessionsOf = (name: string) => simulator.sessions().filter((s) => s.name === name);

async function syncedUser() {
  const user = await addUser();
  await sync(user.id);
  return user;
}

async function onlineUser() {
  const user = await syncedUser();
  simulator.dial({ name: user.username, password: "pw1" });
  await waitFor("the session", () => sessionsOf(user.username).length === 1);
  return user;
}

test("a command that took effect although the router refused it counts as done", async () => {
  const user = await syncedUser();
  await cutOff(user.id);
  simulator.faults.add({
    kind: "trap-but-applied",
    path: "/ppp/secret/set",
    message: "failure: something went wrong",
    times: 1,
  });
  expect(await sync(user.id)).toMatchObject({ outcome: "changed", status: "in_sync" });
  expect(secretOf(user.username)?.disabled).toBe("true");
});

test("a refused command fails by name, is kept for staff, and the next try heals it", async () => {
  const user = await syncedUser();
  await cutOff(user.id);
  simulator.faults.add({
    kind: "trap",
    path: "/ppp/secret/set",
    message: "not enough permissions (9)",
  });
  expect(await sync(user.id)).toMatchObject({ outcome: "failed", code: "not_enough_permissions" });
  const failed = await state(user.id);
  expect(failed).toMatchObject({
    status: "failed",
    lastErrorCode: "not_enough_permissions",
    failureCount: 1,
    leaseOwner: null,
  });
  expect(failed.nextAttemptAt?.getTime()).toBeGreaterThan(Date.now());
  expect(failed.handledSeq).toBeLessThan(failed.requestedSeq);
  expect((await runs(user.id)).at(-1)).toMatchObject({ outcome: "failed" });
  simulator.faults.clear();
  expect(await sync(user.id)).toMatchObject({ outcome: "changed", status: "in_sync" });
  expect(await state(user.id)).toMatchObject({ lastError: null, failureCount: 0 });
});

test("a reply that is lost after the command took effect leads to no second write", async () => {
  const user = await addUser();
  simulator.resetLog();
  simulator.faults.add({ kind: "applied-but-reply-lost", path: "/ppp/secret/add", times: 1 });
  expect(await sync(user.id)).toMatchObject({ status: "in_sync" });
  expect(simulator.writes().filter((c) => c.path === "/ppp/secret/add")).toHaveLength(1);
  expect(simulator.rows("/ppp/secret").filter((r) => r.name === user.username)).toHaveLength(1);
});

test("a router that falls silent ends the pass at its deadline, owed and with a named error", async () => {
  const user = await syncedUser();
  await cutOff(user.id);
  simulator.faults.add({ kind: "hang", path: "/ppp/secret/set" });
  const started = performance.now();
  const outcome = await syncUser(ctx, { userId: user.id, routerId: router.id, deadlineMs: 500 });
  expect(outcome).toMatchObject({ outcome: "deferred" });
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(await state(user.id)).toMatchObject({ leaseOwner: null, status: "pending" });
  simulator.faults.clear();
  expect(await sync(user.id)).toMatchObject({ status: "in_sync" });
  expect(secretOf(user.username)?.disabled).toBe("true");
});

test("a router that answers garbage gives a clear error and no crash", async () => {
  const user = await syncedUser();
  await cutOff(user.id);
  simulator.faults.add({ kind: "garbage", path: "/ppp/secret/print", seed: 7 });
  const outcome = await syncUser(ctx, { userId: user.id, routerId: router.id, deadlineMs: 2_000 });
  expect(outcome.outcome).toBe("deferred");
  const { lastError, lastErrorCode } = await state(user.id);
  expect(lastErrorCode).toMatch(/^(protocol|closed|timeout|aborted)$/);
  expect(lastError).toBeTruthy();
  simulator.faults.clear();
  expect(await sync(user.id)).toMatchObject({ status: "in_sync" });
});

test("fifty passes for one user at once make each change once", async () => {
  const user = await addUser();
  simulator.resetLog();
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => sync(user.id)));
  expect(outcomes.filter((o) => o.outcome === "changed")).toHaveLength(1);
  expect(outcomes.every((o) => /^(changed|busy|handled)$/.test(o.outcome))).toBe(true);
  expect(simulator.writes().filter((c) => c.path === "/ppp/secret/add")).toHaveLength(1);
  expect(await state(user.id)).toMatchObject({ status: "in_sync", leaseOwner: null });
});

test("a change that is declared while a pass is at work is done by that same run", async () => {
  const user = await syncedUser();
  await cutOff(user.id);
  simulator.faults.add({ kind: "latency", path: "/ppp/secret/set", ms: 300, times: 1 });
  const running = sync(user.id);
  await waitFor("the first pass to write", () =>
    simulator.commands().some((c) => c.path === "/ppp/secret/set" && c.outcome === undefined),
  );
  await letIn(user.id);
  expect(await sync(user.id)).toMatchObject({ outcome: "busy" });
  expect(await running).toMatchObject({ status: "in_sync", generation: 3 });
  expect(secretOf(user.username)?.disabled).toBe("false");
  const after = await state(user.id);
  expect(after.handledSeq).toBe(after.requestedSeq);
});

test("a process killed between the change and the kick leaves a session that the next run drops", async () => {
  const user = await onlineUser();
  const [before] = sessionsOf(user.username);
  await insertCredential(db, user.id, 2, "pw2");
  await declare(user.id);
  expect(await killedAt("sync.before-kick", user.id)).toBe("SIGKILL");
  expect(secretOf(user.username)?.password).toBe("pw2");
  expect(sessionsOf(user.username).map((s) => s.id)).toContain(before?.id);
  expect((await state(user.id)).sessionNotBefore).not.toBeNull();
  // The holder is known dead, so nobody waits for its lease.
  expect(await sync(user.id)).toMatchObject({ outcome: "changed", status: "in_sync" });
  expect(sessionsOf(user.username).map((s) => s.id)).not.toContain(before?.id);
  expect(await state(user.id)).toMatchObject({ sessionNotBefore: null, status: "in_sync" });
});

/** One pass in a process of its own; returns the signal that ended it. */
async function killedAt(faultPoint: string, userId: string): Promise<string | null> {
  const script = fileURLToPath(new URL("./child-sync.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script, userId, router.id], {
    env: { ...process.env, FAULT_POINTS: faultPoint },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += String(chunk);
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) =>
      signal ? resolve(signal) : reject(new Error(`child ended with ${code}: ${errors}`)),
    );
  });
}

test("another host's lease is respected until it ends; what it may have sent is looked for again", async () => {
  const user = await addUser();
  const hold = (leaseUntil: Date) =>
    db
      .update(schema.syncStates)
      .set({ leaseOwner: "another-host/1/boot/run", leaseUntil, status: "syncing" })
      .where(eq(schema.syncStates.userId, user.id));
  await hold(new Date(Date.now() + 20_000));
  expect(await sync(user.id)).toMatchObject({ outcome: "busy", retryAt: expect.any(String) });
  await hold(new Date(Date.now() - 1));
  expect(await sync(user.id)).toMatchObject({ outcome: "changed", status: "in_sync" });
  const after = await state(user.id);
  expect(after.handledSeq).toBeLessThan(after.requestedSeq);
  expect(after.nextAttemptAt?.getTime()).toBeGreaterThan(Date.now() + 20_000);
  expect(await sync(user.id)).toMatchObject({ outcome: "unchanged" });
  expect(await state(user.id)).toMatchObject({ nextAttemptAt: null });
});

test("a holder that lost its lease writes nothing more", async () => {
  const user = await onlineUser();
  await cutOff(user.id);
  simulator.resetLog();
  simulator.faults.add({ kind: "latency", path: "/ppp/secret/print", ms: 300, times: 1 });
  const running = sync(user.id);
  await waitFor("the pass to read", () => simulator.commands().length > 0);
  await db
    .update(schema.syncStates)
    .set({ leaseOwner: "another-host/1/boot/run" })
    .where(eq(schema.syncStates.userId, user.id));
  expect(await running).toMatchObject({ outcome: "busy" });
  expect(simulator.writes()).toEqual([]);
  await db
    .update(schema.syncStates)
    .set({ leaseOwner: null, leaseUntil: null })
    .where(eq(schema.syncStates.userId, user.id));
  await sync(user.id);
});

test("somebody else's secret of the same name is reported and never touched, and neither is its session", async () => {
  const id = simulator.addRow("/ppp/secret", {
    name: "otieno",
    password: "own",
    comment: "by hand",
  });
  simulator.dial({ name: "otieno", password: "own" });
  await waitFor("the session", () => sessionsOf("otieno").length === 1);
  const before = simulator.rows("/ppp/secret").find((row) => row[".id"] === id);
  const user = await addUser({ username: "otieno" });
  simulator.resetLog();
  expect(await sync(user.id)).toMatchObject({ status: "failed" });
  expect(simulator.writes()).toEqual([]);
  expect(simulator.rows("/ppp/secret").find((row) => row[".id"] === id)).toEqual(before);
  expect(sessionsOf("otieno")).toHaveLength(1);
  expect(await state(user.id)).toMatchObject({ status: "failed", lastErrorCode: "Conflict" });
});

test("a password that our key does not open is that user's named failure", async () => {
  const user = await addUser();
  await db
    .update(schema.userCredentials)
    .set({ passwordEncrypted: "v1.AAAA.AAAA.AAAA" })
    .where(eq(schema.userCredentials.userId, user.id));
  expect(await sync(user.id)).toMatchObject({ outcome: "failed", code: "unreadable_secret" });
  expect(await state(user.id)).toMatchObject({ status: "failed", leaseOwner: null });
});
