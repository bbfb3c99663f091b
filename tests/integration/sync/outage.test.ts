import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { schema } from "@/lib/db";
import { pollRouter } from "@/services/routers";
import { sweepOwedSyncs } from "@/services/sync";
import { waitFor } from "@/tests/support";
import { startWorld } from "./world";

const world = await startWorld();
const { db, ctx, router, simulator, sink, addUser, sync, state, cutOff, letIn, routerState } =
  world;
const poll = () => pollRouter(ctx, { routerId: router.id });

test("a router that is down puts users off without burning tries, and its return brings everybody back", async () => {
  const user = await addUser();
  await sync(user.id);
  await poll();
  expect(await routerState()).toMatchObject({ reachability: "up", consecutiveFailures: 0 });
  await cutOff(user.id);
  await sync(user.id);
  await simulator.setDown(true);
  await letIn(user.id);
  for (let i = 0; i < 3; i++)
    expect(await sync(user.id)).toMatchObject({ outcome: "deferred", retryAt: expect.any(String) });
  expect(await routerState()).toMatchObject({ reachability: "down", consecutiveFailures: 3 });
  const connections = simulator.connectionCount();
  expect(await sync(user.id)).toMatchObject({ outcome: "deferred", reason: "router_down" });
  expect(simulator.connectionCount()).toBe(connections);
  const down = await state(user.id);
  expect(down).toMatchObject({ status: "pending", failureCount: 0, leaseOwner: null });
  expect(down.conditions.find((c) => c.type === "Synced")).toMatchObject({
    status: "false",
    reason: "RouterDown",
  });
  expect(await poll()).toMatchObject({ reachability: "down", again: true });

  await simulator.setDown(false);
  sink.events.length = 0;
  expect(await poll()).toMatchObject({ reachability: "up", again: false });
  expect(await routerState()).toMatchObject({ reachability: "up", breakerOpenUntil: null });
  await waitFor("the request", () =>
    sink.events.some((e) => e.name === "network/user.sync.requested" && e.data.userId === user.id),
  );
  expect(await sync(user.id)).toMatchObject({ outcome: "changed", status: "in_sync" });
});

test("an attempt that is due is found by the sweep, whatever became of its event", async () => {
  const user = await addUser();
  expect(await sweepOwedSyncs(ctx)).toEqual({ requested: 0 });
  await db
    .update(schema.syncStates)
    .set({ nextAttemptAt: new Date(Date.now() - 1) })
    .where(eq(schema.syncStates.userId, user.id));
  sink.events.length = 0;
  expect(await sweepOwedSyncs(ctx)).toEqual({ requested: 1 });
  await waitFor("the event", () =>
    sink.events.some((e) => e.name === "network/user.sync.requested" && e.data.userId === user.id),
  );
  expect(await sweepOwedSyncs(ctx)).toEqual({ requested: 0 });
});

test("a wrong API password is named, and counts against the router and not the user", async () => {
  const user = await addUser();
  const [row] = await db.select().from(schema.routers).where(eq(schema.routers.id, router.id));
  await db.update(schema.routers).set({ apiUsername: "nobody" });
  expect(await sync(user.id)).toMatchObject({ outcome: "deferred", reason: "login_failed" });
  expect(await state(user.id)).toMatchObject({ lastErrorCode: "login_failed", failureCount: 0 });
  expect((await routerState()).lastError).toBeTruthy();
  await db.update(schema.routers).set({ apiUsername: String(row?.apiUsername) });
  expect(await sync(user.id)).toMatchObject({ status: "in_sync" });
});
