import { and, eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { schema } from "@/lib/db";
import { pollRouter } from "@/services/routers";
import { explainToCustomer, explainToStaff } from "@/services/users";
import { waitFor } from "@/tests/support";
import { startWorld } from "./world";

const world = await startWorld({ simulator: { redialSeconds: 60 } });
const { db, ctx, router, simulator, addUser, sync } = world;
const poll = () => pollRouter(ctx, { routerId: router.id });
const { userSightings } = schema;

async function sighting(userId: string) {
  const here = and(eq(userSightings.userId, userId), eq(userSightings.routerId, router.id));
  const [row] = await db.select().from(userSightings).where(here);
  return row;
}

/** A user whom the router lets in, after a first poll: what the log says from now on counts. */
async function syncedUser(input: Parameters<typeof addUser>[0] = {}) {
  const user = await addUser(input);
  await sync(user.id);
  await poll();
  return user;
}

const told = async (userId: string) => (await explainToStaff(ctx, [userId])).get(userId);

test("who has never dialled is told from who is online, and from who has hung up", async () => {
  const user = await syncedUser();
  expect(await told(user.id)).toMatchObject({ code: "never_dialled" });
  simulator.dial({ name: user.username, password: "pw1", callerId: "AA:BB:CC:00:11:22" });
  await poll();
  expect(await told(user.id)).toMatchObject({
    code: "online",
    sentence: expect.stringContaining("from AA:BB:CC:00:11:22"),
  });
  simulator.unplug(user.username);
  await poll();
  expect(await told(user.id)).toMatchObject({
    code: "offline",
    sentence: expect.stringMatching(/All is well on our side.*the device hung up/),
  });
  expect(await sighting(user.id)).toMatchObject({
    wentOfflineAt: expect.any(Date),
    callerId: "AA:BB:CC:00:11:22",
    disconnectReason: "peer-request",
  });
});

test("a wrong password is named with how often it was tried, until the device is let in", async () => {
  const user = await syncedUser();
  const device = { name: user.username, callerId: "AA:BB:CC:00:11:33" };
  simulator.dial({ ...device, password: "old" });
  simulator.dial({ ...device, password: "older" });
  await poll();
  expect(await sighting(user.id)).toMatchObject({ refusalReason: "password", refusalCount: 2 });
  expect(await told(user.id)).toMatchObject({ code: "refused", tone: "bad" });
  expect((await explainToCustomer(ctx, [user.id])).get(user.id)).toMatchObject({
    headline: "Your device uses a wrong password",
  });
  await poll();
  expect((await sighting(user.id))?.refusalCount).toBe(2);
  simulator.dial({ ...device, password: "pw1" });
  await poll();
  expect(await told(user.id)).toMatchObject({ code: "online" });
  expect((await sighting(user.id))?.refusalCount).toBe(0);
});

test("a device that is not the one the login is locked to is named", async () => {
  const user = await syncedUser({ macAddress: "AA:BB:CC:00:11:44" });
  simulator.dial({ name: user.username, password: "pw1", callerId: "AA:BB:CC:99:99:99" });
  await poll();
  expect(await told(user.id)).toMatchObject({
    code: "refused",
    todo: expect.stringContaining("AA:BB:CC:00:11:44"),
  });
});

test("a second device under one login is said to be turned away, beside the one that is online", async () => {
  const user = await syncedUser();
  simulator.dial({ name: user.username, password: "pw1", callerId: "AA:BB:CC:00:11:55" });
  simulator.dial({ name: user.username, password: "pw1", callerId: "AA:BB:CC:00:11:66" });
  await poll();
  expect(await told(user.id)).toMatchObject({
    code: "online",
    sentence: expect.stringMatching(/from AA:BB:CC:00:11:55.*turned away/),
  });
});

test("a hotspot login whose data is used up is told from one that nobody uses", async () => {
  const limited = { name: "Voucher", serviceType: "hotspot" as const, dataCapBytes: 1_000_000 };
  const [pack] = await db
    .insert(schema.packages)
    .values({ ...world.pack, id: crypto.randomUUID(), ...limited })
    .returning();
  const user = await syncedUser({ serviceType: "hotspot", packageId: pack?.id ?? "" });
  simulator.connectHotspot({
    mac: "AA:BB:CC:00:22:11",
    user: user.username,
    password: "pw1",
    downloadKbps: 8_000,
  });
  await poll();
  expect(await told(user.id)).toMatchObject({ code: "online" });
  simulator.advance(10);
  await waitFor("the end", () => simulator.rows("/ip/hotspot/active").length === 0);
  await poll();
  expect(await told(user.id)).toMatchObject({ code: "cap_used" });
});

test("while nothing changes, polls write nothing of users; names of other people's are left out", async () => {
  const user = await syncedUser();
  simulator.addRow("/ppp/secret", { name: "otieno", password: "x" });
  simulator.dial({ name: "otieno", password: "wrong" });
  const xmin = () =>
    db.select({ xmin: sql`xmin::text` }).from(userSightings).orderBy(userSightings.userId);
  const before = await xmin();
  await poll();
  expect(await xmin()).toEqual(before);
  expect((await sighting(user.id))?.refusedAt).toBeNull();
});
