import { and, eq, gt, inArray } from "drizzle-orm";
import { expect, test } from "vitest";
import { schema } from "@/lib/db";
import { inngestClient } from "@/lib/events";
import { withRouter } from "@/lib/routeros";
import { pollRouter } from "@/services/routers";
import { reconcileRouter, routerAddress, sweepReconciles } from "@/services/sync";
import { whileAlive } from "@/services/sync/pulse";
import { startRouterOsSimulator } from "@/tests/simulators/routeros";
import { waitFor } from "@/tests/support";
import { insertRouter } from "../fixture";
import { startWorldWithJobs } from "../world-with-jobs";

const world = await startWorldWithJobs();
const { db, ctx, router, simulator, addUser, sync, routerState } = world;
const { routers, routerStates } = schema;

const dead = await startRouterOsSimulator({ maxSessions: 100 });
/** More than are compared at once, with room to spare. */
const HUNG = 25;
const compare = (routerId: string) => ({
  name: "network/router.reconcile.requested" as const,
  data: { routerId },
});

test("however many routers hang, a healthy one is compared and put right meanwhile", async () => {
  const user = await addUser();
  await waitFor(
    "the user to be in sync",
    () => world.state(user.id),
    (s) => s.status === "in_sync",
  );
  dead.faults.add({ kind: "hang" });
  const hung: string[] = [];
  for (let n = 0; n < HUNG; n++) hung.push((await insertRouter(db, { port: dead.port })).id);
  simulator.removeRow("/ppp/secret", user.username);
  await inngestClient().send(hung.map(compare));
  await waitFor("all of them to be asked", () => dead.connectionCount() === HUNG);
  await inngestClient().send(compare(router.id));
  await waitFor("the secret", () =>
    simulator.rows("/ppp/secret").some((row) => row.name === user.username),
  );
  const failures = () =>
    db.$count(
      routerStates,
      and(inArray(routerStates.routerId, hung), gt(routerStates.consecutiveFailures, 0)),
    );
  // None of them has been given up yet: nobody waited for that.
  expect(await failures()).toBe(0);
  await dead.close();
  await waitFor("all of them to be given up", failures, (count) => count === HUNG);
  await db.update(routers).set({ status: "removed" }).where(inArray(routers.id, hung));
});

test("a router that is silent is known to be down at once, is left alone until it answers, and is compared then", async () => {
  await addUser().then(({ id }) => sync(id));
  simulator.faults.add({ kind: "hang" });
  const input = { routerId: router.id, helloMs: 300 };
  expect(await reconcileRouter(ctx, input)).toEqual({ outcome: "failed", code: "timeout" });
  expect(await routerState()).toMatchObject({ reachability: "down", consecutiveFailures: 1 });
  expect(await reconcileRouter(ctx, input)).toEqual({ outcome: "skipped", reason: "router_down" });
  // Also when its breaker has closed: the poll knocks.
  const past = new Date(Date.now() - 1);
  await db.update(routerStates).set({ breakerOpenUntil: past, nextReconcileAt: past });
  expect(await reconcileRouter(ctx, input)).toEqual({ outcome: "skipped", reason: "router_down" });
  expect(await sweepReconciles(ctx)).toEqual({ requested: 0 });
  simulator.faults.clear();
  await waitFor(
    "the router to be up",
    () => pollRouter(ctx, { routerId: router.id }),
    ({ reachability }) => reachability === "up",
  );
  expect(await sweepReconciles(ctx)).toEqual({ requested: 1 });
  const [state] = await db.select().from(routerStates).where(eq(routerStates.routerId, router.id));
  expect(state).toMatchObject({ reachability: "up", consecutiveFailures: 0 });
});

test("a router that hangs in the midst of a long reading is given up long before the reading's deadline", async () => {
  const address = { ...routerAddress(router), port: simulator.port };
  const beats = { deadlineMs: 60_000, everyMs: 50, silentMs: 300 };
  const reading = (signal: AbortSignal) =>
    withRouter(address, { lane: "bulk", signal }, async (port) => {
      simulator.faults.add({ kind: "hang" });
      return port.print("/ppp/secret", { proplist: [".id"] });
    });
  const startedAt = Date.now();
  await expect(whileAlive(address, reading, beats)).rejects.toMatchObject({ code: "timeout" });
  expect(Date.now() - startedAt).toBeLessThan(20_000);
  simulator.faults.clear();
  // One that is only slow is waited for.
  simulator.faults.add({ kind: "latency", ms: 200, path: "/ppp/secret/print" });
  const slow = (signal: AbortSignal) =>
    withRouter(address, { lane: "bulk", signal }, (port) =>
      port.print("/ppp/secret", { proplist: [".id"] }),
    );
  expect(await whileAlive(address, slow, beats)).toEqual(expect.any(Array));
});
