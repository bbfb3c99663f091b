import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { schema } from "@/lib/db";
import { defaultStaticSettings } from "@/lib/sync";
import { getSyncCounts } from "@/services/reports";
import { getRouter } from "@/services/routers";
import { reconcileRouter } from "@/services/sync";
import { closeUser } from "@/services/users";
import { insertPackage, staffContext } from "./fixture";
import { startWorld } from "./world";

const statics = { ...defaultStaticSettings, hotspotBinding: false };
const world = await startWorld({ router: { settings: { static: statics } } });
const { db, ctx, router, simulator, addUser, cutOff, letIn, setUser, sync, state } = world;
const office = await insertPackage(db, { name: "Office", serviceType: "static" });
const home = await insertPackage(db, { name: "Fixed address" });
const staff = await staffContext(db);
const LIST = "/ip/firewall/address-list";

let last = 0;
let address = "";
const holder = () =>
  addUser({ serviceType: "static", packageId: office.id, staticAddress: address });
type User = Awaited<ReturnType<typeof holder>>;

async function closed(): Promise<User> {
  const user = await holder();
  await sync(user.id);
  await closeUser(staff, { userId: user.id });
  await sync(user.id);
  return user;
}

const entries = () =>
  simulator
    .rows(LIST)
    .filter((row) => row.address === address)
    .map(({ list, disabled = "false", comment }) => ({
      list,
      disabled,
      of: comment?.split(" ")[0],
    }));
const blockOf = (user: User) => ({
  list: "isp-blocked",
  disabled: "false",
  of: expect.stringContaining(user.id),
});
const isBlocked = () => entries().some(({ disabled }) => disabled === "false");

beforeEach(() => {
  address = `10.70.3.${++last}`;
});

test("the address of whoever closes is blocked, and nothing else of theirs is left", async () => {
  const user = await closed();
  expect(entries()).toEqual([blockOf(user)]);
  expect(simulator.rows("/queue/simple").filter((row) => row.name === user.username)).toEqual([]);
  expect(await state(user.id)).toMatchObject({ status: "in_sync" });
});

test("whoever is closed and gone is counted as nobody's user any more, on the router and among all", async () => {
  const counts = async () => ({
    router: (await getRouter(staff, { routerId: router.id })).users,
    all: await getSyncCounts(staff),
  });
  const before = await counts();
  const user = await closed();
  expect(await state(user.id)).toMatchObject({ status: "in_sync" });
  expect(await counts()).toEqual(before);
});

test("the block that somebody removed by hand comes back", async () => {
  const user = await closed();
  simulator.removeRow(
    LIST,
    String(simulator.rows(LIST).find((r) => r.address === address)?.[".id"]),
  );
  await reconcileRouter(ctx, { routerId: router.id });
  await sync(user.id);
  expect(entries()).toEqual([blockOf(user)]);
});

test.each(["the new one", "the former one"])(
  "whoever gets the address is let in, when %s is synced first",
  async (first) => {
    const former = await closed();
    const next = await holder();
    for (const user of first === "the new one" ? [next, former] : [former, next])
      expect(await sync(user.id)).toMatchObject({ status: "in_sync" });
    expect(entries()).toEqual([]);
  },
);

test("where both are synced at the same moment, the address ends as its holder's", async () => {
  const former = await closed();
  const next = await holder();
  await cutOff(next.id);
  await Promise.all([sync(former.id), sync(next.id)]);
  await reconcileRouter(ctx, { routerId: router.id });
  await sync(next.id);
  expect(entries()).toEqual([blockOf(next)]);
  await letIn(next.id);
  await sync(next.id);
  expect(isBlocked()).toBe(false);
});

test("a dial-up user who gets the address is not kept out by it", async () => {
  const former = await closed();
  await addUser({ packageId: home.id, staticAddress: address });
  expect(await sync(former.id)).toMatchObject({ status: "in_sync" });
  expect(entries()).toEqual([]);
});

test("of two who had the address, the later one's block stands", async () => {
  const first = await closed();
  const second = await closed();
  for (const user of [first, second]) await sync(user.id);
  expect(entries()).toEqual([blockOf(second)]);
  await world.declare(first.id);
  await sync(first.id);
  expect(entries()).toEqual([blockOf(second)]);
});

test("of two who were closed at the same moment, one has the block and keeps it", async () => {
  const first = await closed();
  const second = await closed();
  for (const user of [first, second]) await setUser(user.id, { closedAt: new Date(0) });
  for (const user of [first, second, first, second]) {
    await world.declare(user.id);
    await sync(user.id);
    expect(entries()).toEqual([blockOf(second)]);
  }
});

test("what becomes of other users waits for nobody who was closed", async () => {
  const former = await closed();
  address = `10.70.4.${last}`;
  const payer = await holder();
  await db.transaction(async (tx) => {
    const { desiredStates } = schema;
    const theirs = eq(desiredStates.userId, former.id);
    await tx.select().from(desiredStates).where(theirs).for("update");
    expect(await cutOff(payer.id)).toMatchObject({ changed: true });
  });
});
