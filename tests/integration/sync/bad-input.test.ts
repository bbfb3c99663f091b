import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { schema } from "@/lib/db";
import { explainToStaff } from "@/services/users";
import { staffContext } from "./fixture";
import { startWorld } from "./world";

const { db, router, simulator, addUser, sync, state } = await startWorld();
const staff = staffContext(db);
const SECRETS = "/ppp/secret";
const HOUR_MS = 3_600_000;
const DEFAULT_REMEDY = "It is tried again by itself; the sync runs show what was tried.";

/** What staff read on the user's page. */
const onScreen = async (userId: string) => {
  const explained = (await explainToStaff(staff, [userId])).get(userId);
  return `${explained?.sentence} ${explained?.todo}`;
};

test.each([
  ["a missing permission", "not enough permissions (9)", "not_enough_permissions", "read, write"],
  ["a missing package", "no such command prefix", "no_such_command", "package"],
  ["a field unknown to the release", "unknown parameter comment", "unknown_parameter", "Update"],
  ["a value that is not taken", "invalid value for argument name", "invalid_value", "settings"],
  [
    "a profile, pool or server that is not there",
    "input does not match any value of profile",
    "bad_reference",
    "missing on it",
  ],
  ["any other refusal", "failure: licence limit reached", "trap", "licence limit reached"],
])("%s is named with what to do, and tried less and less often", async (_, message, code, todo) => {
  const user = await addUser();
  simulator.faults.add({ kind: "trap", message, path: `${SECRETS}/add` });
  expect(await sync(user.id)).toMatchObject({ outcome: "failed", code });
  const failed = await state(user.id);
  expect(failed).toMatchObject({ status: "failed", lastErrorCode: code });
  expect(failed.lastError).toContain(message);
  const screen = await onScreen(user.id);
  expect(screen).toContain(todo);
  expect(screen).not.toContain(DEFAULT_REMEDY);
  // However often it failed, the next try is later, and an hour off at most.
  await db
    .update(schema.syncStates)
    .set({ failureCount: 40 })
    .where(eq(schema.syncStates.userId, user.id));
  await sync(user.id);
  const wait = Number((await state(user.id)).nextAttemptAt) - Date.now();
  expect(wait).toBeGreaterThan(HOUR_MS - 60_000);
  expect(wait).toBeLessThanOrEqual(HOUR_MS);
  simulator.faults.clear();
  expect(await sync(user.id)).toMatchObject({ status: "in_sync" });
});

test("a row of that name with a comment in another alphabet is a named collision, and stays byte for byte", async () => {
  const name = "taken";
  simulator.addRow(SECRETS, { name, password: "x", comment: "Café Müller – Ngũgĩ, плата 5М/5М" });
  const before = JSON.stringify(simulator.rows(SECRETS).find((row) => row.name === name));
  const user = await addUser({ username: name });
  expect(await sync(user.id)).toMatchObject({ status: "failed" });
  expect(await state(user.id)).toMatchObject({ lastErrorCode: "Conflict" });
  expect(await onScreen(user.id)).toContain("Take the row over from the menu");
  expect(JSON.stringify(simulator.rows(SECRETS).find((row) => row.name === name))).toBe(before);
});

test("a customer whose name is in another alphabet gets rows that every release can show", async () => {
  const user = await addUser();
  await db.update(schema.customers).set({ name: "Ngũgĩ wa Thiong’o 王" });
  await db.update(schema.syncStates).set({ requestedSeq: 99 });
  expect(await sync(user.id)).toMatchObject({ status: "in_sync" });
  const comment = simulator.rows(SECRETS).find((row) => row.name === user.username)?.comment ?? "";
  expect(comment).toMatch(/^[\x20-\x7e]+$/);
});

test.each(["8.1 (stable)", "7.99beta3", "", "unknown"])(
  "a router of release “%s” is served like one of version 7",
  async (rosVersion) => {
    await db
      .update(schema.routerStates)
      .set({ rosVersion })
      .where(eq(schema.routerStates.routerId, router.id));
    const user = await addUser();
    expect(await sync(user.id)).toMatchObject({ status: "in_sync" });
  },
);
