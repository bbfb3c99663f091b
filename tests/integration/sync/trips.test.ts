import { expect, test } from "vitest";
import { schema } from "@/lib/db";
import { closeAllRouters } from "@/lib/routeros";
import { defaultRouterSettings } from "@/lib/sync";
import { pollRouter } from "@/services/routers";
import { reconcileRouter, syncRouterBatch } from "@/services/sync";
import { waitFor } from "@/tests/support";
import { insertPackage } from "./fixture";
import { startWorld } from "./world";

/** Long enough that what is sent together is seen together, however busy the machine. */
const ROUND_TRIP_MS = 250;
const { db, ctx, router, simulator, addUser, sync, cutOff } = await startWorld({
  router: {
    settings: {
      ...defaultRouterSettings,
      addressPool: { name: "isp-pppoe", ranges: "10.64.0.2-10.64.0.254" },
    },
  },
});
const { routers, routerStates, syncStates } = schema;
const reconcile = () => reconcileRouter(ctx, { routerId: router.id });
const settled = () =>
  waitFor("nobody to be looked at", reconcile, (found) => "looked" in found && found.looked === 0);
const settledUser = async () => {
  const user = await addUser();
  await pollRouter(ctx, { routerId: router.id });
  await sync(user.id);
  await settled();
  return user;
};

/**
 * The longest chain of commands of which each was sent when the one before had been answered: what leaves side by side
 * is one trip.
 */
async function tripsOf(work: () => Promise<unknown>): Promise<number> {
  const latency = simulator.faults.add({ kind: "latency", ms: ROUND_TRIP_MS });
  simulator.resetLog();
  await work();
  simulator.faults.remove(latency);
  let trips = 0;
  let answeredAt = 0;
  for (const sentAt of simulator.commands().map(({ at }) => Date.parse(at))) {
    if (sentAt < answeredAt) continue;
    trips += 1;
    answeredAt = sentAt + ROUND_TRIP_MS;
  }
  return trips;
}

test("a comparison waits for three trips, also when one of them is to sign in", async () => {
  await settledUser();
  expect(await tripsOf(reconcile)).toBe(3);
  await closeAllRouters();
  expect(await tripsOf(reconcile)).toBe(3);
});

test("a pass for one user asks for the machine and for the user together", async () => {
  const user = await settledUser();
  await cutOff(user.id);
  await closeAllRouters();
  // Signing in, looking, finding the row, setting it, reading back.
  expect(await tripsOf(() => sync(user.id))).toBe(5);
  await db.update(syncStates).set({ requestedSeq: 50, urgent: false });
  await closeAllRouters();
  // Tables are believed when a count agrees, which the window leaves for a second trip.
  expect(await tripsOf(() => syncRouterBatch(ctx, { routerId: router.id }))).toBe(3);
});

/** The same machine again, and staff let it be managed. */
async function putBack() {
  const [known] = await db.select().from(routers);
  await simulator.swapHardware(known?.hardwareId ?? "");
  await db.update(routers).set({ syncPolicy: "full" });
  await db.update(routerStates).set({ brakeReason: null, brakeSince: null });
}

test("that another machine answers comes before whatever its tables gave, and does not wait for them", async () => {
  await settledUser();
  const secrets = { path: "/ppp/secret/print" };
  for (const fault of [
    { kind: "trap" as const, message: "failure: timeout", ...secrets },
    { kind: "hang" as const, ...secrets },
  ]) {
    await simulator.swapHardware("SWAPPED");
    simulator.faults.add(fault);
    expect(await reconcile()).toEqual({ outcome: "failed", code: "other_machine" });
    simulator.faults.clear();
    await putBack();
  }
});

test("another machine in a router's place teaches a comparison nothing about the router", async () => {
  const user = await settledUser();
  const own = simulator.rows("/ppp/secret").find(({ name }) => name === user.username)?.profile;
  await simulator.swapHardware("SWAPPED");
  simulator.setRow("/ppp/secret", user.username, { profile: "default" });
  // It says who it is when its tables have long been read.
  simulator.faults.add({ kind: "latency", ms: ROUND_TRIP_MS, path: "/system/routerboard/print" });
  expect(await reconcile()).toEqual({ outcome: "failed", code: "other_machine" });
  simulator.setRow("/ppp/secret", user.username, { profile: own ?? "" });
  await putBack();
  expect(await reconcile()).toMatchObject({ outcome: "compared", looked: 0 });
});

test("the first user of another kind is compared with the tables of that kind in the same pass", async () => {
  await settledUser();
  const office = await insertPackage(db, { name: "Office", serviceType: "static" });
  const home = { serviceType: "static" as const, staticAddress: "10.70.0.9" };
  await sync((await addUser({ ...home, packageId: office.id })).id);
  expect(await reconcile()).toMatchObject({ outcome: "compared", looked: 1, drifted: 0 });
});
