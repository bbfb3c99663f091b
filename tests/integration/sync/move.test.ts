import { and, eq } from "drizzle-orm";
import { afterAll, expect, test } from "vitest";
import { schema } from "@/lib/db";
import { syncUser } from "@/services/sync";
import { startRouterOsSimulator } from "@/tests/simulators/routeros";
import { waitFor } from "@/tests/support";
import { insertRouter } from "./fixture";
import { startWorld } from "./world";

const world = await startWorld();
const { db, ctx, router, simulator, sink, addUser, sync, setUser } = world;
const other = await startRouterOsSimulator({ redialSeconds: 0.1 });
const next = await insertRouter(db, { port: other.port });
afterAll(() => other.close());

const namesOn = (sim: typeof simulator) => sim.rows("/ppp/secret").map((row) => row.name);

test("a user who moves is on the new router before the old one forgets them, and leaves no trace there", async () => {
  const user = await addUser();
  await sync(user.id);
  simulator.dial({ name: user.username, password: "pw1" });
  await waitFor("the session", () => simulator.sessions().length === 1);
  await setUser(user.id, { routerId: next.id });

  expect(await sync(user.id)).toMatchObject({
    outcome: "deferred",
    reason: "waits_for_new_router",
  });
  expect(namesOn(simulator)).toContain(user.username);

  sink.events.length = 0;
  const there = { userId: user.id, routerId: next.id };
  expect(await syncUser(ctx, there)).toMatchObject({ outcome: "changed", status: "in_sync" });
  expect(namesOn(other)).toContain(user.username);
  await waitFor("the old router to be asked", () =>
    sink.events.some((e) => e.data.userId === user.id && e.data.routerId === router.id),
  );
  expect(await sync(user.id)).toMatchObject({ outcome: "changed", status: "in_sync" });
  expect(namesOn(simulator)).not.toContain(user.username);
  expect(simulator.sessions()).toEqual([]);
  const [row] = await db
    .select()
    .from(schema.desiredStates)
    .where(
      and(eq(schema.desiredStates.userId, user.id), eq(schema.desiredStates.routerId, router.id)),
    );
  expect(row?.intent.presence).toBe("absent");
});
