import { beforeEach } from "vitest";
import { schema } from "@/lib/db";
import { reconcileRouter, syncRouterBatch } from "@/services/sync";
import { startWorld } from "./world";

const { desiredStates, routers, routerStates, syncRuns, syncStates } = schema;

/** A world whose router is compared; before each test nobody is on it, and it is managed in full. */
export async function startReconcileWorld() {
  const world = await startWorld();
  const { db, ctx, router, simulator, addUser, sync } = world;
  beforeEach(async () => {
    await db.delete(syncRuns);
    await db.delete(syncStates);
    await db.delete(desiredStates);
    await db
      .update(routerStates)
      .set({ brakeReason: null, brakeSince: null, planApprovedAt: null, foreignSecretCount: 0 });
    await db.update(routers).set({ syncPolicy: "full" });
    for (const cpe of simulator.cpes()) simulator.unplug(cpe.name);
    for (const row of simulator.rows("/ppp/secret"))
      simulator.removeRow("/ppp/secret", String(row[".id"]));
  });
  return {
    ...world,
    reconcile: () => reconcileRouter(ctx, { routerId: router.id }),
    batch: () => syncRouterBatch(ctx, { routerId: router.id }),
    secretOf: (name: string) => simulator.rows("/ppp/secret").find((row) => row.name === name),
    syncedUsers: async (count: number) => {
      const users = [];
      for (let i = 0; i < count; i++) {
        const user = await addUser();
        await sync(user.id);
        users.push(user);
      }
      return users;
    },
  };
}
