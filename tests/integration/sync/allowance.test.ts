import { expect, test } from "vitest";
import { schema } from "@/lib/db";
import { pollRouter } from "@/services/routers";
import { adoptRows, reconcileRouter } from "@/services/sync";
import { waitFor } from "@/tests/support";
import { PRICE } from "../money/support";
import { CAP, startAllowanceWorld } from "./allowance-world";

const cafe = await startAllowanceWorld();
const { db, world, engine, simulator, cappedPayer, nameOf, onlinePayer, useUp } = cafe;
const { pay, payAhead, sync, rowOf, isOnline, stateOf, disconnectLast } = cafe;

test("who has used up the cap and pays is online at once, with one more cap and no more", async () => {
  const { payer, name } = await onlinePayer();
  await useUp(name);
  await payAhead(payer);
  expect(await sync(payer)).toMatchObject({ outcome: "changed", status: "in_sync" });
  await waitFor("the sign-in", () => isOnline(name));
  await useUp(name);
  await waitFor("a refusal", () =>
    simulator.hotspotClients().some((client) => client.lastFailure === "traffic limit reached"),
  );
  expect(rowOf(name)["limit-bytes-total"]).toBe(String(2 * CAP));
  await db.update(schema.syncStates).set({ requestedSeq: 99 });
  expect(await sync(payer)).toMatchObject({ outcome: "unchanged" });
  expect((await stateOf(payer))?.conditions).toContainEqual(
    expect.objectContaining({ type: "Ready", reason: "UsedUp" }),
  );
});

test("who has used up the cap and pays by paybill, naming nothing, is online too, once per payment", async () => {
  const { payer, name } = await onlinePayer();
  await pollRouter(engine, { routerId: world.routerId });
  await useUp(name);
  expect((await stateOf(payer))?.usedUp).toBe(false);
  await pollRouter(engine, { routerId: world.routerId });
  expect((await stateOf(payer))?.usedUp).toBe(true);
  await pay(payer, 2 * PRICE);
  await sync(payer);
  await waitFor("the sign-in", () => isOnline(name));
  expect(rowOf(name)["limit-bytes-total"]).toBe(String(2 * CAP));
  expect((await stateOf(payer))?.usedUp).toBe(false);
  await useUp(name);
  await reconcileRouter(engine, { routerId: world.routerId });
  expect((await stateOf(payer))?.usedUp).toBe(true);
  expect(rowOf(name)["limit-bytes-total"]).toBe(String(2 * CAP));
});

test("paying ahead while online disturbs nobody's session", async () => {
  const { payer, name } = await onlinePayer();
  const [before] = simulator.rows("/ip/hotspot/active").filter((row) => row.user === name);
  await payAhead(payer);
  simulator.resetLog();
  await sync(payer);
  expect(simulator.writes().map((command) => command.path)).toEqual(["/ip/hotspot/user/set"]);
  const [after] = simulator.rows("/ip/hotspot/active").filter((row) => row.user === name);
  expect(after?.[".id"]).toBe(before?.[".id"]);
});

test("after a gap the allowance begins anew: what was used before does not count, nor does what was left", async () => {
  const { payer, name } = await onlinePayer();
  simulator.advance(40);
  const start = world.clock.now;
  world.clock.now = new Date(start.getTime() + 60 * 86_400_000);
  await pay(payer);
  await sync(payer);
  world.clock.now = start;
  const { "limit-bytes-total": limit } = rowOf(name);
  expect(Number(limit)).toBeGreaterThanOrEqual(CAP + 40_000_000);
  expect(Number(limit)).toBeLessThan(CAP + 60_000_000);
});

test("a reply that is lost, or a pass that dies, gives no second allowance", async () => {
  const { payer, name } = await onlinePayer();
  await useUp(name);
  const start = world.clock.now;
  world.clock.now = new Date(start.getTime() + 60 * 86_400_000);
  await pay(payer);
  simulator.faults.add({ kind: "applied-but-reply-lost", path: "/ip/hotspot/user/set" });
  simulator.faults.add({ kind: "refuse" });
  expect(await sync(payer)).toMatchObject({ outcome: "deferred" });
  await waitFor("the sign-in", () => isOnline(name));
  const { "limit-bytes-total": given } = rowOf(name);
  simulator.advance(50);
  disconnectLast();
  simulator.faults.clear();
  await db
    .update(schema.routerStates)
    .set({ consecutiveFailures: 0, breakerOpenUntil: null, reachability: "up" });
  expect(await sync(payer)).toMatchObject({ status: "in_sync" });
  expect(rowOf(name)["limit-bytes-total"]).toBe(given);
  world.clock.now = start;
});

test("a login that is taken over keeps the limit that it was given, neither more nor less", async () => {
  const payer = await cappedPayer();
  const name = await nameOf(payer);
  simulator.addRow("/ip/hotspot/user", { name, password: "x", "limit-bytes-total": "30000000" });
  await pay(payer);
  await sync(payer);
  await adoptRows(world.owner, { userId: payer.userId, routerId: world.routerId });
  await sync(payer);
  expect(rowOf(name)["limit-bytes-total"]).toBe("30000000");
  await payAhead(payer);
  await sync(payer);
  expect(rowOf(name)["limit-bytes-total"]).toBe(String(30_000_000 + CAP));
});
