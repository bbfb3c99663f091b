import { and, eq, inArray } from "drizzle-orm";
import { expect, test } from "vitest";
import { schema } from "@/lib/db";
import { requestOwed } from "@/services/sync";
import { insertRouter } from "../fixture";
import { startWorld } from "../world";

const world = await startWorld();
const { db, ctx, addUser } = world;
const { routerStates, syncStates } = schema;

const dueAt = (userId: string, secondsAgo: number) =>
  db
    .update(syncStates)
    .set({ nextAttemptAt: new Date(Date.now() - secondsAgo * 1_000) })
    .where(eq(syncStates.userId, userId));

test("users of a router that is known to be down take nobody's place in the sweep, and come when its breaker closes", async () => {
  const down = await insertRouter(db);
  const waiting = await addUser({ routerId: down.id });
  const served = await addUser();
  await db
    .update(routerStates)
    .set({ reachability: "down", breakerOpenUntil: new Date(Date.now() + 60_000) })
    .where(eq(routerStates.routerId, down.id));
  await dueAt(waiting.id, 60);
  await dueAt(served.id, 1);
  expect(await requestOwed(ctx, { limit: 1 })).toBe(1);
  expect((await world.state(served.id)).nextAttemptAt?.getTime()).toBeGreaterThan(Date.now());
  expect(await requestOwed(ctx, { limit: 1 })).toBe(0);
  await db.update(routerStates).set({ breakerOpenUntil: new Date(Date.now() - 1) });
  expect(await requestOwed(ctx, { limit: 1 })).toBe(1);
});

test("of a crowd that all have paid everybody is woken: some alone, the rest together", async () => {
  const woken = (name: string) => db.$count(schema.outbox, eq(schema.outbox.name, name));
  const users = [];
  for (let n = 0; n < 203; n++) users.push((await addUser()).id);
  const before = await woken("network/user.sync.requested");
  await requestOwed(ctx, { routerId: world.router.id });
  const alone = (await woken("network/user.sync.requested")) - before;
  expect(alone).toBe(200);
  expect(await woken("network/router.sync.requested")).toBe(1);
  const together = and(inArray(syncStates.userId, users), eq(syncStates.urgent, false));
  expect(await db.$count(syncStates, together)).toBeGreaterThanOrEqual(users.length - alone);
});
