import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { schema } from "@/lib/db";
import { observeSession } from "@/services/sync";
import { waitFor } from "@/tests/support";
import { startWorld } from "./world";

const world = await startWorld();
const { db, ctx, router, simulator, sink, addUser, sync, state, cutOff, letIn } = world;

async function cutOffUser() {
  const user = await addUser();
  await sync(user.id);
  await cutOff(user.id);
  await sync(user.id);
  return user;
}

/** What settling a payment leaves behind for the engine to stamp. */
async function restore(userId: string) {
  const { generation } = await letIn(userId);
  const committedAt = new Date();
  const [row] = await db
    .insert(schema.restorations)
    .values({ userId, routerId: router.id, generation, committedAt })
    .returning();
  if (!row) throw new Error("no restoration");
  return row.id;
}
const stages = async (id: string) => {
  const [row] = await db.select().from(schema.restorations).where(eq(schema.restorations.id, id));
  if (!row) throw new Error("no restoration");
  return row;
};

test("each stage is stamped in order, and online only when the session is seen", async () => {
  const user = await cutOffUser();
  const id = await restore(user.id);
  expect(await sync(user.id)).toMatchObject({ outcome: "changed", expectSession: true });
  const verified = await stages(id);
  const times = [verified.committedAt, verified.eventAt, verified.appliedAt, verified.verifiedAt];
  expect(times.every((time) => time instanceof Date)).toBe(true);
  expect(times.map(Number)).toEqual([...times].map(Number).sort((a, b) => a - b));
  expect(verified.onlineAt).toBeNull();
  await waitFor("the watch", () =>
    sink.events.some((e) => e.name === "network/session.expected" && e.data.userId === user.id),
  );
  const key = { userId: user.id, routerId: router.id };
  expect(await observeSession(ctx, key)).toEqual({ online: false, watch: true });
  simulator.dial({ name: user.username, password: "pw1" });
  await waitFor("the session", () => simulator.sessions().some((s) => s.name === user.username));
  expect(await observeSession(ctx, key)).toEqual({ online: true, watch: false });
  expect((await stages(id)).onlineAt).not.toBeNull();
  expect(await state(user.id)).toMatchObject({ online: true, sessionAddress: expect.any(String) });
});

test("a restoration whose change the router has not taken is not verified", async () => {
  const user = await cutOffUser();
  const id = await restore(user.id);
  simulator.faults.add({ kind: "trap", path: "/ppp/secret/set", message: "failure: no" });
  expect(await sync(user.id)).toMatchObject({ outcome: "failed" });
  expect(await stages(id)).toMatchObject({ verifiedAt: null, appliedAt: null });
  expect((await stages(id)).eventAt).not.toBeNull();
});

test("a restoration whose user's name is taken on the router is not verified", async () => {
  const user = await addUser();
  simulator.addRow("/ppp/secret", { name: user.username, password: "x" });
  const id = await restore(user.id);
  expect(await sync(user.id)).toMatchObject({ status: "failed" });
  expect(await stages(id)).toMatchObject({ verifiedAt: null, onlineAt: null });
});

test("a session that is nobody's to expect is not watched for", async () => {
  const user = await cutOffUser();
  const key = { userId: user.id, routerId: router.id };
  expect(await observeSession(ctx, key)).toEqual({ online: false, watch: false });
});
