import { eq } from "drizzle-orm";
import { afterAll, expect, test } from "vitest";
import { schema } from "@/lib/db";
import { dropRouter } from "@/lib/routeros";
import { defaultRouterSettings, defaultStaticSettings } from "@/lib/sync";
import { syncRouterBatch, syncUser } from "@/services/sync";
import { type RouterOsSimulator, startRouterOsSimulator } from "@/tests/simulators/routeros";
import { insertPackage, insertRouter } from "./fixture";
import { startWorld } from "./world";

const CONNECTIONS = "/ip/firewall/connection";
const settings = {
  ...defaultRouterSettings,
  static: { ...defaultStaticSettings, netwatch: false },
};
const { db, ctx, addUser, cutOff } = await startWorld();
const office = await insertPackage(db, { name: "Office", serviceType: "static" });
const simulators: RouterOsSimulator[] = [];
afterAll(() => Promise.all(simulators.map((simulator) => simulator.close())));

let count = 0;
/** A router whose queries order addresses like that, with a user at whose address `open` connections are open. */
async function begin(addressOrder: "text" | "number" | "none", open = 3) {
  const simulator = await startRouterOsSimulator({ addressOrder });
  simulators.push(simulator);
  const drop = { chain: "forward", action: "drop", "src-address-list": "isp-blocked" };
  simulator.addRow("/ip/firewall/filter", drop);
  const { id: routerId } = await insertRouter(db, { port: simulator.port, settings });
  const addStatic = async (connections: number) => {
    const staticAddress = `10.71.0.${++count}`;
    const input = { serviceType: "static", packageId: office.id, routerId, staticAddress } as const;
    const user = { ...(await addUser(input)), staticAddress };
    await syncUser(ctx, { userId: user.id, routerId });
    for (let port = 0; port < connections; port++)
      simulator.openConnection({ src: `${staticAddress}:${40_000 + port}`, dst: "1.1.1.1:443" });
    return user;
  };
  const cut = async (user: { id: string }) => {
    await cutOff(user.id);
    simulator.resetLog();
    await syncUser(ctx, { userId: user.id, routerId });
    return stateOf(user.id);
  };
  const user = await addStatic(open);
  return { simulator, routerId, user, addStatic, cut };
}

async function stateOf(userId: string) {
  const { syncStates } = schema;
  const [row] = await db.select().from(syncStates).where(eq(syncStates.userId, userId));
  return row;
}

/** What was asked of the open connections, in short. */
const asked = (simulator: RouterOsSimulator) =>
  simulator
    .commands()
    .filter(({ path }) => path.startsWith(CONNECTIONS))
    .map(({ path, words }) => {
      if (!path.endsWith("/print")) return "remove";
      const what = words.some((word) => word.startsWith("?")) ? "some" : "all";
      return words.includes("=count-only=") ? `count ${what}` : what;
    });

test("a router that finds connections by their address has proved it, at no cost", async () => {
  const { simulator, user, addStatic, cut } = await begin("text");
  await cut(user);
  expect(asked(simulator)).toEqual(["some", "remove", "some"]);
  await cut(await addStatic(0));
  expect(asked(simulator)).toEqual(["some"]);
});

test("one that finds none has it proved by one count, once per connection", async () => {
  const { simulator, routerId, addStatic, cut } = await begin("text");
  const [first, second, third] = [await addStatic(0), await addStatic(0), await addStatic(0)];
  await cut(first);
  expect(asked(simulator)).toEqual(["some", "count some"]);
  await cut(second);
  expect(asked(simulator)).toEqual(["some"]);
  await dropRouter(routerId);
  await cut(third);
  expect(asked(simulator)).toEqual(["some", "count some"]);
});

test("one with nothing open has nothing to prove it by, and nothing to end", async () => {
  const { simulator, user, cut } = await begin("none", 0);
  expect(await cut(user)).toMatchObject({ status: "in_sync" });
  expect(asked(simulator)).toEqual(["some", "count some", "count all"]);
});

test.each(["number", "none"] as const)(
  "where addresses are no text (%s), the table is read and sorted out here",
  async (order) => {
    const { simulator, user, addStatic, cut } = await begin(order);
    const other = await addStatic(2);
    expect(await cut(user)).toMatchObject({ status: "in_sync", sessionNotBefore: null });
    expect(simulator.carrying(user.staticAddress)).toBe(0);
    expect(simulator.carrying(other.staticAddress)).toBe(2);
    const once = ["count all", "all", "remove", "count all", "all"];
    expect(asked(simulator)).toEqual(["some", "count some", "count all", ...once]);
    await cut(other);
    expect(simulator.carrying(other.staticAddress)).toBe(0);
    expect(asked(simulator)).toEqual(once);
  },
);

test("a crowd that is cut off there together keeps nothing open", async () => {
  const { simulator, routerId, user, addStatic } = await begin("none");
  const users = [user, await addStatic(3), await addStatic(3)];
  for (const { id } of users) await cutOff(id);
  await db.update(schema.syncStates).set({ urgent: false });
  await syncRouterBatch(ctx, { routerId });
  for (const { id, staticAddress } of users) {
    expect(simulator.carrying(staticAddress)).toBe(0);
    expect(await stateOf(id)).toMatchObject({ status: "in_sync" });
  }
});

test("a table that is too long to read is a named condition with what to do, and the user stays cut off", async () => {
  const { simulator, user, cut } = await begin("none");
  for (let n = 0; n < 20_000; n++)
    simulator.placeRow(CONNECTIONS, {
      "src-address": `10.${80 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}:1`,
      "dst-address": "1.1.1.1:443",
    });
  expect(await cut(user)).toMatchObject({ status: "failed", lastErrorCode: "too_many_rows" });
  expect(asked(simulator)).not.toContain("all");
  const listed = simulator.rows("/ip/firewall/address-list");
  expect(listed.find(({ address }) => address === user.staticAddress)?.disabled).toBe("false");
  expect((await stateOf(user.id))?.lastError).toContain(
    `remove [find src-address~"^${user.staticAddress}:"]`,
  );
});
