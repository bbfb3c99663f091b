import { eq } from "drizzle-orm";
import pino from "pino";
import { expect, test } from "vitest";
import { schema } from "@/lib/db";
import { loggerOptions } from "@/lib/logger";
import { adoptRows } from "@/services/sync";
import { revealPassword } from "@/services/users";
import { waitFor } from "@/tests/support";
import { dumpTables } from "./dump-tables";
import { INSTALLATION_ID, insertPackage, staffContext } from "./fixture";
import { startWorld } from "./world";

const { db, router, simulator, addUser, sync, state, sink } = await startWorld({
  simulator: {
    users: [
      { name: "admin", password: "" },
      { name: "blind", password: "", policies: ["api", "read", "write", "test"] },
    ],
  },
});
const staff = staffContext(db);
const secretOf = (name: string) => simulator.rows("/ppp/secret").find((row) => row.name === name);

test("a row made by hand is a named conflict until a person takes it over, then it is made right", async () => {
  simulator.addRow("/ppp/secret", { name: "otieno", password: "pw1", comment: "Otieno, shop 4" });
  simulator.dial({ name: "otieno", password: "pw1" });
  await waitFor("the session", () => simulator.sessions().length === 1);
  const user = await addUser({ username: "otieno" });
  expect(await sync(user.id)).toMatchObject({ status: "failed" });
  expect(await state(user.id)).toMatchObject({ lastErrorCode: "Conflict" });
  simulator.resetLog();

  const key = { userId: user.id, routerId: router.id };
  expect(await adoptRows(staff, key)).toEqual({ adopted: 1 });
  const [first, ...more] = simulator.writes();
  expect(more).toEqual([]);
  expect(first?.words.filter((word) => word.startsWith("="))).toEqual([
    expect.stringMatching(/^=\.id=/),
    expect.stringMatching(`^=comment=isp:${INSTALLATION_ID}:${user.id} `),
    "=service=pppoe",
  ]);
  expect(await sync(user.id)).toMatchObject({ outcome: "changed", status: "in_sync" });
  expect(secretOf("otieno")?.profile).toMatch(/^isp-home/);
  const [entry] = await db
    .select()
    .from(schema.auditLog)
    .where(eq(schema.auditLog.action, "users.adopt"));
  expect(JSON.stringify(entry)).toContain("Otieno, shop 4");
});

test("who already has the speed that is sold is taken over without their session being touched", async () => {
  simulator.addRow("/ppp/profile", {
    name: "ten",
    "local-address": "10.9.0.1",
    "remote-address": "10.9.0.2",
    "rate-limit": "5000k/10000k",
  });
  simulator.addRow("/ppp/secret", { name: "wanjiru", password: "pw1", profile: "ten" });
  simulator.dial({ name: "wanjiru", password: "pw1" });
  const sessionOf = () => simulator.sessions().find(({ name }) => name === "wanjiru")?.id;
  await waitFor("the session", () => sessionOf() !== undefined);
  const before = sessionOf();
  const user = await addUser({ username: "wanjiru" });
  await sync(user.id);
  await adoptRows(staff, { userId: user.id, routerId: router.id });
  expect(secretOf("wanjiru")?.profile).toMatch(/^isp-home/);
  simulator.resetLog();
  expect(await sync(user.id)).toMatchObject({ outcome: "unchanged", status: "in_sync" });
  expect(simulator.writes()).toEqual([]);
  expect(sessionOf()).toBe(before);
});

test("a login that is taken over keeps its password, which becomes ours, and nothing is rewritten after", async () => {
  const cafe = await insertPackage(db, { name: "Cafe", serviceType: "hotspot" });
  const lines: string[] = [];
  const log = pino({ ...loggerOptions(), level: "trace" }, { write: (line) => lines.push(line) });
  const logins = [
    { path: "/ppp/secret", username: "achieng", input: {} },
    { path: "/ip/hotspot/user", username: "barasa", input: { packageId: cafe.id } },
  ];
  for (const { path, username, input } of logins) {
    const password = `th3irs-${username}`;
    simulator.addRow(path, { name: username, password });
    const serviceType = input.packageId ? "hotspot" : "pppoe";
    const user = await addUser({ username, serviceType, ...input });
    await sync(user.id);
    await adoptRows({ ...staff, log }, { userId: user.id, routerId: router.id });
    simulator.resetLog();
    expect(await sync(user.id)).toMatchObject({ status: "in_sync" });
    const words = simulator.writes().flatMap((write) => write.words);
    expect(words.filter((word) => word.startsWith("=password="))).toEqual([]);
    expect(simulator.rows(path).find(({ name }) => name === username)).toMatchObject({ password });
    expect(JSON.stringify([await dumpTables(db), sink.events, lines])).not.toContain(password);
    expect(await revealPassword(staff, { userId: user.id })).toEqual({ password });
  }
});

test("who dies between a password and its mark takes over the same the next time", async () => {
  simulator.addRow("/ppp/secret", { name: "chebet", password: "th3irs" });
  const user = await addUser({ username: "chebet" });
  await sync(user.id);
  simulator.faults.add({ kind: "drop", path: "/ppp/secret/set", afterBytes: 0, applied: false });
  const key = { userId: user.id, routerId: router.id };
  await expect(adoptRows(staff, key)).rejects.toMatchObject({ code: "unavailable" });
  simulator.faults.clear();
  expect(secretOf("chebet")?.comment).toBeUndefined();
  await adoptRows(staff, key);
  await sync(user.id);
  expect(secretOf("chebet")).toMatchObject({ password: "th3irs" });
  expect(await revealPassword(staff, { userId: user.id })).toEqual({ password: "th3irs" });
});

test("where the API user may not see passwords, the user's own is written, as for anybody", async () => {
  simulator.addRow("/ppp/secret", { name: "duku", password: "th3irs" });
  const user = await addUser({ username: "duku" });
  await sync(user.id);
  const { routers } = schema;
  await db.update(routers).set({ apiUsername: "blind" });
  await adoptRows(staff, { userId: user.id, routerId: router.id });
  expect(await sync(user.id)).toMatchObject({ status: "in_sync" });
  expect(secretOf("duku")).toMatchObject({ password: "pw1" });
  await db.update(routers).set({ apiUsername: router.apiUsername });
});

test("a row that has an owner is never taken over", async () => {
  const other = `isp:${INSTALLATION_ID}:0190a000-0000-7000-8000-0000000000ff Somebody`;
  simulator.addRow("/ppp/secret", { name: "owned", password: "x", comment: other });
  const user = await addUser({ username: "owned" });
  await sync(user.id);
  simulator.resetLog();
  await expect(adoptRows(staff, { userId: user.id, routerId: router.id })).rejects.toMatchObject({
    code: "conflict",
  });
  expect(simulator.writes()).toEqual([]);
});

test("nothing is taken over on a router that is only observed", async () => {
  simulator.addRow("/ppp/secret", { name: "watched", password: "x" });
  const user = await addUser({ username: "watched" });
  await db.update(schema.routers).set({ syncPolicy: "observe_only" });
  await expect(adoptRows(staff, { userId: user.id, routerId: router.id })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("Start managing"),
  });
  expect(secretOf("watched")).not.toHaveProperty("comment");
});
