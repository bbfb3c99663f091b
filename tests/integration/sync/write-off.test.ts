import { eq } from "drizzle-orm";
import { afterAll, expect, test } from "vitest";
import { schema } from "@/lib/db";
import { removeRouter } from "@/services/routers";
import { requestSync, sweepOwedSyncs, syncRouterBatch, syncUser } from "@/services/sync";
import { startRouterOsSimulator } from "@/tests/simulators/routeros";
import { insertPackage, insertRouter, staffContext } from "./fixture";
import { startWorld } from "./world";

const world = await startWorld();
const { db, ctx, router, simulator, addUser, sync, setUser, state } = world;
const staff = staffContext(db);
const { routers, routerStates, syncStates } = schema;
const other = await startRouterOsSimulator();
const there = await insertRouter(db, { port: other.port });
const office = await insertPackage(db, { name: "Office", serviceType: "static" });
afterAll(() => other.close());

const remove = (writeOff: boolean) => removeRouter(staff, { routerId: router.id, writeOff });
const reach = (reachability: "up" | "down") => db.update(routerStates).set({ reachability });

test("a router that is gone for good is written off with what it holds, and nobody waits for it any more", async () => {
  const pppoe = await addUser();
  const fixed = await addUser({
    serviceType: "static",
    packageId: office.id,
    staticAddress: "10.70.9.1",
  });
  for (const user of [pppoe, fixed]) await sync(user.id);
  await expect(remove(true)).rejects.toThrow("2 users are on this router");
  await simulator.setDown(true);
  for (const user of [pppoe, fixed]) await setUser(user.id, { routerId: there.id });
  await reach("up");
  await expect(remove(false)).rejects.toThrow("have not been seen gone from it yet. If it is gone");
  await expect(remove(true)).rejects.toThrow("It answers");
  await reach("down");
  await remove(true);

  const [removed] = await db.select().from(routers).where(eq(routers.id, router.id));
  expect(removed?.status).toBe("removed");
  for (const user of [pppoe, fixed])
    expect(await state(user.id)).toMatchObject({
      lastErrorCode: "written_off",
      nextAttemptAt: null,
    });
  await db
    .update(routerStates)
    .set({ reachability: "unknown" })
    .where(eq(routerStates.routerId, router.id));
  for (const { id: userId } of [pppoe, fixed])
    expect(await syncUser(ctx, { userId, routerId: there.id })).toMatchObject({
      status: "in_sync",
    });
  await db.update(syncStates).set({ nextAttemptAt: new Date(0) });
  expect(await sweepOwedSyncs(ctx)).toEqual({ requested: 0 });
  const [entry] = await db
    .select()
    .from(schema.auditLog)
    .where(eq(schema.auditLog.action, "routers.remove"));
  expect(entry?.data).toEqual({ writtenOff: 2 });

  // Neither "Sync now" nor anything else that is declared of them leads back there.
  expect(await requestSync(staff, { userId: pppoe.id })).toEqual({ routers: 1 });
  expect(await state(pppoe.id)).toMatchObject({ lastErrorCode: "written_off" });
  await db.update(syncStates).set({ requestedSeq: 1_000, urgent: false });
  expect(await sync(pppoe.id)).toEqual({ outcome: "handled" });
  await syncRouterBatch(ctx, { routerId: router.id });
  for (const user of [pppoe, fixed])
    expect(await state(user.id)).toMatchObject({ handledSeq: 1_000, nextAttemptAt: null });
  expect((await world.routerState()).lastError).toBeNull();
});
