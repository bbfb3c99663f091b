import { and, eq, inArray, ne } from "drizzle-orm";
import { afterAll, expect, test } from "vitest";
import { schema } from "@/lib/db";
import { pollRouter, previewPlan, startManaging } from "@/services/routers";
import { reconcileRouter, syncRouterBatch } from "@/services/sync";
import { insertRouter, staffContext } from "@/tests/integration/sync/fixture";
import { seededRandom } from "@/tests/simulators/routeros/random";
import { createSweepWorld, SERVICES } from "./sweep-world";
import { ENGINE_STEPS, idsOf, ROUTER_STEPS, USER_STEPS, type Walk } from "./walk-steps";

const seed = Number(process.env.SOAK_SEED ?? 20261126);
const walks = Number(process.env.SOAK_WALKS ?? 200);
const STEPS = 45;
/** More than anybody has to wait; each is a poll, a comparison and a batch of both routers. */
const ROUNDS = 6;
const RELEASES = ["6.49", "7.9", "7.16", "7.18", "7.22"] as const;
const release = (n: number) => RELEASES[n % RELEASES.length] ?? "7.22";

const world = await createSweepWorld([release(seed), release(seed + 2)]);
const { db, ctx, simulators } = world;
afterAll(() => world.close());
const staff = staffContext(db);
const grave = await insertRouter(db);
const { desiredStates, routers, routerStates, syncRuns, syncStates, users: userRows } = schema;

/** Breakers and waits of failures are for another test. */
const calm = () =>
  db
    .update(routerStates)
    .set({ consecutiveFailures: 0, breakerOpenUntil: null, reachability: "up" });

/** Without how many connections are open: a restart ends them. */
const foreignRows = () => world.foreign().replace(/\d*$/, "");

async function step(walk: Walk): Promise<string> {
  const { random, pick, users } = walk;
  const nameIn = (steps: object) => pick(Object.keys(steps));
  const dice = random();
  if (dice < 0.42) {
    const [user, name] = [pick(users), nameIn(USER_STEPS)];
    await USER_STEPS[name]?.(walk, user);
    return `${user.service} ${user.id.slice(-4)} ${name}`;
  }
  if (dice < 0.6) {
    const [routerId, name] = [pick(idsOf(world)), nameIn(ROUTER_STEPS)];
    await ROUTER_STEPS[name]?.(walk, routerId);
    return `${routerId === world.home.id ? "home" : "away"} ${name}`;
  }
  const name = nameIn(ENGINE_STEPS);
  await calm();
  await ENGINE_STEPS[name]?.(walk);
  return `sync: ${name}`;
}

/** All is repaired and let through, and the engine has time. */
async function settle() {
  for (const simulator of simulators.values()) {
    if (simulator.isDown) await simulator.setDown(false);
    simulator.faults.clear();
  }
  for (const routerId of idsOf(world)) await startManaging(staff, { routerId });
  for (let round = 0; round < ROUNDS; round++) {
    await calm();
    for (const routerId of idsOf(world)) {
      await pollRouter(ctx, { routerId });
      await reconcileRouter(ctx, { routerId });
      await syncRouterBatch(ctx, { routerId });
    }
    const owed = await db.select().from(syncStates).where(ne(syncStates.status, "in_sync"));
    for (const { userId } of owed) await world.pass({ id: userId } as Walk["users"][number]);
  }
}

async function wrongAfterwards(foreign: string): Promise<string[]> {
  const wrong: string[] = [];
  for (const routerId of idsOf(world)) {
    const plan = await previewPlan(staff, { routerId });
    wrong.push(...plan.users.map(({ text }) => `still to do: ${text}`));
    wrong.push(...plan.router.changes.map(({ verb, name }) => `still to ${verb}: ${name}`));
    wrong.push(...plan.orphans.map((name) => `left behind: ${name}`));
    for (const { name } of simulators.get(routerId)?.sessions() ?? []) {
      const there = and(eq(userRows.username, name), eq(userRows.routerId, routerId));
      const may = await db.$count(userRows, and(there, eq(userRows.status, "active")));
      if (may === 0 && name.startsWith("walk")) wrong.push(`still online: ${name}`);
    }
  }
  const open = await db.select().from(syncStates).where(ne(syncStates.status, "in_sync"));
  wrong.push(...open.map(({ status, lastError }) => `${status}: ${lastError}`));
  if (foreignRows() !== foreign) wrong.push("other people's rows have changed");
  return wrong;
}

/** As if the users had never been. */
async function bury({ users }: Walk) {
  for (const user of users) world.forget(user);
  for (const table of [syncRuns, syncStates, desiredStates]) await db.delete(table);
  const gone = { status: "closed", closedAt: new Date(), routerId: grave.id } as const;
  const ids = users.map(({ id }) => id);
  await db.update(userRows).set(gone).where(inArray(userRows.id, ids));
  await db.update(routers).set({ settings: world.home.settings, syncPolicy: "full" });
}

async function walkOnce(n: number): Promise<string[]> {
  const random = seededRandom(n);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
  const users = [];
  for (const service of [...SERVICES, ...SERVICES]) users.push(await world.newUser(service));
  const walk: Walk = { world, users, random, pick };
  const foreign = foreignRows();
  const taken: string[] = [];
  for (let i = 0; i < STEPS; i++) taken.push(await step(walk));
  await settle();
  const wrong = await wrongAfterwards(foreign);
  await bury(walk);
  if (wrong.length > 0) console.log(`walk ${n}:\n  ${taken.join("\n  ")}`);
  return wrong.map((words) => `walk ${n}: ${words}`);
}

test("whatever becomes of users and routers, in whatever order, the routers end as the database says", async () => {
  const started = Date.now();
  const failures: string[] = [];
  for (let n = seed; n < seed + walks; n++) failures.push(...(await walkOnce(n)));
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`seed ${seed}\nwalks ${walks}\nfailures ${failures.length}\nseconds ${seconds}`);
  for (const failure of failures.slice(0, 40)) console.log(`- ${failure}`);
  expect(failures).toEqual([]);
});
