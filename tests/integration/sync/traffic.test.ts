import { afterEach, beforeEach, expect, test } from "vitest";
import { nextPoint } from "@/components/users/traffic-points";
import { createContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { watchTraffic } from "@/services/routers";
import { waitFor } from "@/tests/support";
import { insertPackage, staffContext } from "./fixture";
import { startWorld } from "./world";

const { db, simulator, addUser, sync } = await startWorld({ simulator: { redialSeconds: 600 } });
const staff = staffContext(db);
const [office, cafe] = [
  await insertPackage(db, { name: "Office", serviceType: "static" }),
  await insertPackage(db, { name: "Cafe", serviceType: "hotspot" }),
];
let user: Awaited<ReturnType<typeof addUser>>;

beforeEach(async () => {
  user = await addUser();
  await sync(user.id);
  const cpe = { name: user.username, password: "pw1", downloadKbps: 8_000, uploadKbps: 900 };
  simulator.dial(cpe);
  await waitFor("the session", () => simulator.sessions().length === 1);
  simulator.resetLog();
});
afterEach(() => simulator.unplug(user.username));

test("a user's speed is what the router sees, upload and download as the customer has them", async () => {
  expect(await watchTraffic(staff, { userId: user.id })).toMatchObject({
    reading: { downloadKbps: 8_000, uploadKbps: 900 },
  });
});

test("a static address's speed is its queue's, never above the package", async () => {
  const input = {
    serviceType: "static",
    packageId: office.id,
    staticAddress: "10.70.3.1",
  } as const;
  const { id: userId } = await addUser(input);
  await sync(userId);
  simulator.setReachable("10.70.3.1", true, { downloadKbps: 7_000, uploadKbps: 9_000 });
  expect(await watchTraffic(staff, { userId })).toMatchObject({
    reading: { downloadKbps: 7_000, uploadKbps: office.uploadKbps },
  });
});

test("a hotspot user's speed comes out of what the session has counted between two looks", async () => {
  const guest = await addUser({ serviceType: "hotspot", packageId: cafe.id });
  await sync(guest.id);
  const device = { mac: "02:00:00:00:03:01", user: guest.username, password: "pw1" };
  simulator.connectHotspot({ ...device, downloadKbps: 6_000, uploadKbps: 300 });
  let now = Date.now();
  const clock = createContext(staff.actor, { db, now: () => new Date(now) });
  const first = await watchTraffic(clock, { userId: guest.id });
  now += 60_000;
  simulator.advance(60);
  const second = await watchTraffic(clock, { userId: guest.id });
  const [download, upload] = nextPoint(first, second).values;
  // The router counts on while it is asked.
  expect((download ?? 0) / 6_000).toBeCloseTo(1, 1);
  expect((upload ?? 0) / 300).toBeCloseTo(1, 1);
  simulator.disconnectHotspot(device.mac);
  now += 60_000;
  expect(await watchTraffic(clock, { userId: guest.id })).not.toHaveProperty("reading");
});

test("twenty people who watch one user are one command on one connection", async () => {
  const before = simulator.counters();
  const looks = Array.from({ length: 20 }, () => watchTraffic(staff, { userId: user.id }));
  await Promise.all(looks);
  const { opened, commands } = simulator.counters();
  expect(commands - before.commands).toBe(1);
  expect(opened - before.opened).toBeLessThanOrEqual(1);
});

test("a user who is offline has no reading, which is no error", async () => {
  simulator.unplug(user.username);
  const look = await watchTraffic(staff, { userId: user.id });
  expect(look.reading).toBeUndefined();
});

test("a router that refuses the look is told in a sentence", async () => {
  simulator.faults.add({ kind: "trap", path: "/interface/monitor-traffic", message: "failure: x" });
  await expect(watchTraffic(staff, { userId: user.id })).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("failure: x"),
  });
});

test("only staff watch, and an unknown user is named", async () => {
  const customer = createContext({ kind: "customer", id: crypto.randomUUID() }, { db });
  await expect(watchTraffic(customer, { userId: user.id })).rejects.toMatchObject({
    code: "forbidden",
  });
  await expect(watchTraffic(staff, { userId: schema.users.id.name })).rejects.toMatchObject({
    code: "not_found",
  });
});

test("counters become speeds from the second look on, and a new session begins anew", () => {
  const look = (at: number, bytes: number) => ({
    at: new Date(at).toISOString(),
    reading: { uploadBytes: bytes, downloadBytes: bytes * 2 },
  });
  expect(nextPoint(undefined, look(0, 1000)).values).toEqual([null, null]);
  expect(nextPoint(look(0, 1000), look(2000, 3000)).values).toEqual([16, 8]);
  expect(nextPoint(look(0, 1000), look(2000, 10)).values).toEqual([null, null]);
});
