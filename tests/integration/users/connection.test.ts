import { and, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { schema } from "@/lib/db";
import { addUser, changePassword, updateConnection } from "@/services/users";
import {
  insertInstallation,
  insertPackage,
  insertRouter,
  insertUser,
  staffContext,
} from "@/tests/integration/sync/fixture";
import { createTestDatabase } from "@/tests/support";

const { db } = await createTestDatabase();
await insertInstallation(db);
const staff = staffContext(db);
const router = await insertRouter(db);
const other = await insertRouter(db);
const home = await insertPackage(db, {});
const office = await insertPackage(db, { serviceType: "static" });
const { customerId } = await insertUser(db, { routerId: router.id, packageId: home.id });

const input = (username: string, more: Record<string, string> = {}) => ({
  customerId,
  routerId: router.id,
  packageId: office.id,
  username,
  ...more,
});
const userOf = async (id: string) => {
  const [user] = await db.select().from(schema.users).where(eq(schema.users.id, id));
  if (!user) throw new Error("no user");
  return user;
};
const intentOf = async (userId: string, routerId: string) => {
  const { desiredStates: states } = schema;
  const [row] = await db
    .select()
    .from(states)
    .where(and(eq(states.userId, userId), eq(states.routerId, routerId)));
  return row?.intent;
};

test("a static user has an address, a device in one spelling, and no password", async () => {
  const { userId } = await addUser(
    staff,
    input("office-1", { staticAddress: "10.70.0.5", macAddress: "48-8f-5a-12-34-56" }),
  );
  expect(await userOf(userId)).toMatchObject({
    serviceType: "static",
    staticAddress: "10.70.0.5",
    macAddress: "48:8F:5A:12:34:56",
  });
  expect(await intentOf(userId, router.id)).toMatchObject({
    serviceType: "static",
    address: { fixed: "10.70.0.5", mac: "48:8F:5A:12:34:56" },
    credential: null,
  });
  await expect(changePassword(staff, { userId, password: "secret1" })).rejects.toMatchObject({
    code: "conflict",
  });
});

test.each([
  ["no address", {}, "staticAddress"],
  ["the router's own address", { staticAddress: "10.64.0.1" }, "staticAddress"],
  ["somebody else's address", { staticAddress: "10.70.0.5" }, "staticAddress"],
])("a static user with %s is refused at the field", async (_, more, field) => {
  await expect(addUser(staff, input("office-2", more))).rejects.toMatchObject({
    fieldErrors: { [field]: expect.any(String) },
  });
});

test("the same address is free on another router", async () => {
  const there = { staticAddress: "10.70.0.5", routerId: other.id };
  await expect(addUser(staff, input("office-3", there))).resolves.toBeDefined();
});

test.each(["0.0.0.0", "127.0.0.1", "239.1.1.1", "10.70.0", "10.70.0.5/24"])(
  "%s is no address for a device",
  async (staticAddress) => {
    await expect(addUser(staff, input("office-4", { staticAddress }))).rejects.toThrow();
  },
);

test("a user who is moved, renamed and tied to a device is wanted there and gone here", async () => {
  const { userId } = await addUser(staff, input("office-5", { staticAddress: "10.70.0.9" }));
  const change = { userId, version: 1, routerId: other.id, username: "office-five" };
  const address = { staticAddress: "10.70.0.10", macAddress: "02aabbccddee" };
  await updateConnection(staff, { ...change, ...address });
  expect(await intentOf(userId, other.id)).toMatchObject({
    presence: "present",
    username: "office-five",
    address: { fixed: "10.70.0.10", mac: "02:AA:BB:CC:DD:EE" },
  });
  expect(await intentOf(userId, router.id)).toMatchObject({ presence: "absent" });
  await expect(updateConnection(staff, { ...change, ...address })).rejects.toMatchObject({
    code: "conflict",
  });
});
