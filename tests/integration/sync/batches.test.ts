import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { schema } from "@/lib/db";
import { syncRouterBatch } from "@/services/sync";
import { startReconcileWorld } from "./reconcile-world";

const { db, ctx, router, simulator, addUser, state, batch } = await startReconcileWorld();
const { syncStates } = schema;

test("the bulk lane passes over users with an urgent request", async () => {
  const bulk = await addUser();
  const urgent = await addUser();
  await db.update(syncStates).set({ urgent: false }).where(eq(syncStates.userId, bulk.id));
  expect(await batch()).toEqual({ synced: 1, next: null });
  expect(await state(bulk.id)).toMatchObject({ status: "in_sync" });
  expect(await state(urgent.id)).toMatchObject({ status: "pending", handledSeq: 0 });
});

test("batches go on where the last one ended, and past users who fail", async () => {
  simulator.addRow("/ppp/secret", { name: "taken", password: "x" });
  const ids: string[] = [];
  for (const username of ["taken", undefined, undefined])
    ids.push((await addUser(username ? { username } : {})).id);
  await db.update(syncStates).set({ urgent: false });
  let next: string | null = null;
  let synced = 0;
  for (let i = 0; i < 3; i++) {
    const result = await syncRouterBatch(ctx, { routerId: router.id, limit: 1, after: next });
    next = result.next;
    synced += result.synced;
  }
  expect(synced).toBe(2);
  const statuses = await Promise.all(ids.map(async (id) => (await state(id)).status));
  expect(statuses.sort()).toEqual(["failed", "in_sync", "in_sync"]);
});
