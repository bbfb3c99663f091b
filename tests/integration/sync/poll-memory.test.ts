import { and, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { schema } from "@/lib/db";
import type { ObservedRow } from "@/lib/sync";
import { pollRouter } from "@/services/routers";
import { findChanged } from "@/services/routers/find-changed";
import { recordSessions } from "@/services/sync";
import { waitFor } from "@/tests/support";
import { startWorld } from "./world";

const world = await startWorld({ simulator: { redialSeconds: 60 } });
const { db, ctx, router, simulator, addUser, sync, state } = world;
const { syncStates, userSightings } = schema;
const poll = () => pollRouter(ctx, { routerId: router.id });

async function syncedUser() {
  const user = await addUser();
  await sync(user.id);
  return user;
}

async function dial(name: string) {
  const before = simulator.sessions().length;
  simulator.dial({ name, password: "pw1", callerId: "AA:BB:CC:00:11:22" });
  await waitFor("the session", () => simulator.sessions().length === before + 1);
}

const sighting = async (userId: string) =>
  (await db.select().from(userSightings).where(eq(userSightings.userId, userId)))[0];

test("poll after poll, who came, went or has another address is seen, beside others of whom nothing changes", async () => {
  const [still, moves, flits] = [await syncedUser(), await syncedUser(), await syncedUser()];
  await dial(still.username);
  await dial(moves.username);
  await poll();
  expect(await state(still.id)).toMatchObject({ online: true });
  const { onlineSince } = await state(still.id);
  await dial(flits.username);
  simulator.unplug(moves.username);
  await poll();
  expect(await state(flits.id)).toMatchObject({ online: true });
  expect(await state(moves.id)).toMatchObject({ online: false, sessionAddress: null });
  expect(await sighting(moves.id)).toMatchObject({
    online: false,
    wentOfflineAt: expect.any(Date),
  });
  await dial(moves.username);
  simulator.unplug(flits.username);
  await poll();
  const { address } = simulator.sessions().find(({ name }) => name === moves.username) ?? {};
  expect(await state(moves.id)).toMatchObject({ online: true, sessionAddress: address });
  expect(await state(flits.id)).toMatchObject({ online: false });
  expect(await state(still.id)).toMatchObject({ online: true, onlineSince });
  simulator.unplug(still.username);
  simulator.unplug(moves.username);
  await poll();
});

test("a flag that somebody else wrote, and a user who was declared, are seen although the router's sessions are the same", async () => {
  const user = await syncedUser();
  await dial(user.username);
  await poll();
  await poll();
  const mine = and(eq(syncStates.userId, user.id), eq(syncStates.routerId, router.id));
  await db.update(syncStates).set({ online: false, sessionAddress: null }).where(mine);
  await poll();
  expect(await state(user.id)).toMatchObject({ online: true });
  const other = await syncedUser();
  await poll();
  expect(await sighting(other.id)).toMatchObject({ online: false });
  simulator.unplug(user.username);
  await poll();
});

test("nobody is looked at of whom nothing has changed on either side", async () => {
  const [alice, bob] = [await syncedUser(), await syncedUser()];
  let asOf: string | undefined;
  const found = async (changed: string[] = []) =>
    (await findChanged(ctx, router.id, { changed: new Set(changed), asOf })).userIds;
  expect(await found()).toEqual(expect.arrayContaining([alice.id, bob.id]));
  // Transactions of other tests may be under way on the same server: what was written since the oldest of them is new.
  const settled = async () => {
    const next = await findChanged(ctx, router.id, { changed: new Set(), asOf });
    if (next.userIds.length > 0) asOf = next.asOf;
    return next.userIds;
  };
  await waitFor("nobody to be new", settled, (ids) => ids.length === 0);
  expect(await found([`session ${bob.username}`])).toEqual([bob.id]);
  await db.update(syncStates).set({ failureCount: 1 }).where(eq(syncStates.userId, alice.id));
  expect(await found()).toEqual([alice.id]);
});

test("of two sessions of one login the first counts", async () => {
  const user = await syncedUser();
  const session = (rowId: string, address: string): ObservedRow => ({
    kind: "session",
    rowId,
    name: user.username,
    fields: { address },
    dynamic: true,
    isDefault: false,
  });
  const rows = [session("*1", "10.64.0.7"), session("*2", "10.64.0.8")];
  const record = (seen: ObservedRow[]) =>
    recordSessions(ctx, router.id, { rows: seen, services: ["pppoe"], userIds: [user.id] });
  expect(await record(rows)).toEqual([user.id]);
  expect(await state(user.id)).toMatchObject({ online: true, sessionAddress: "10.64.0.7" });
  expect(await record(rows)).toEqual([]);
  expect(await record(rows.slice(1))).toEqual([user.id]);
  expect(await state(user.id)).toMatchObject({ online: true, sessionAddress: "10.64.0.8" });
});
