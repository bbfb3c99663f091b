import { and, eq } from "drizzle-orm";
import { afterAll, afterEach } from "vitest";
import { type Context, createContext } from "@/lib/context";
import { type Db, schema } from "@/lib/db";
import { closeAllRouters } from "@/lib/routeros";
import { declareDesiredState } from "@/services/desired-state";
import { type SyncOutcome, syncUser } from "@/services/sync";
import { type RouterOsSimulatorOptions, startRouterOsSimulator } from "@/tests/simulators/routeros";
import { createTestDatabase } from "@/tests/support";
import { startEventSink } from "./event-sink";
import {
  insertInstallation,
  insertPackage,
  insertRouter,
  insertUser,
  inTransaction,
  type RouterInput,
  type UserInput,
} from "./fixture";

const DAY_MS = 86_400_000;

export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A database, a simulated router that the engine manages, and short words for what tests do to both. */
export async function startWorld(
  options: {
    simulator?: RouterOsSimulatorOptions;
    router?: RouterInput;
    /** A job server of the test's own takes the events. */
    ownJobServer?: true;
  } = {},
) {
  const sink = options.ownJobServer ? { events: [] } : await startEventSink();
  const { db, url } = await createTestDatabase();
  await insertInstallation(db);
  const simulator = await startRouterOsSimulator({ redialSeconds: 0.1, ...options.simulator });
  const router = await insertRouter(db, { port: simulator.port, ...options.router });
  const pack = await insertPackage(db, { name: "Home 10 Mbps" });
  afterEach(() => simulator.faults.clear());
  afterAll(async () => {
    await closeAllRouters();
    await simulator.close();
  });
  const ctx = createContext({ kind: "job", id: "test" }, { db });
  return { db, url, sink, simulator, router, pack, ctx, ...verbsOf(db, ctx, router.id, pack.id) };
}

export type World = Awaited<ReturnType<typeof startWorld>>;

function verbsOf(db: Db, ctx: Context, routerId: string, packageId: string) {
  const key = (userId: string) => ({ userId, routerId });
  const declare = (userId: string) =>
    inTransaction(
      db,
      (tx) => declareDesiredState(tx, { userId, reason: "test", urgent: true }),
      new Date(),
    );
  const sync = (userId: string): Promise<SyncOutcome> => syncUser(ctx, key(userId));
  const setUser = async (userId: string, set: Partial<typeof schema.users.$inferInsert>) => {
    await db.update(schema.users).set(set).where(eq(schema.users.id, userId));
    return declare(userId);
  };
  return {
    declare,
    sync,
    setUser,
    /** A user with a day of access, declared but not synced. */
    addUser: async (input: Partial<UserInput> = {}) => {
      const paidUntil = new Date(Date.now() + DAY_MS);
      const user = await insertUser(db, { routerId, packageId, paidUntil, ...input });
      await declare(user.id);
      return user;
    },
    cutOff: (userId: string) => setUser(userId, { paidUntil: new Date(Date.now() - 1_000) }),
    letIn: (userId: string) => setUser(userId, { paidUntil: new Date(Date.now() + DAY_MS) }),
    state: async (userId: string) => {
      const { syncStates } = schema;
      const [row] = await db
        .select()
        .from(syncStates)
        .where(and(eq(syncStates.userId, userId), eq(syncStates.routerId, routerId)));
      if (!row) throw new Error("no sync state");
      return row;
    },
    runs: (userId: string) =>
      db
        .select()
        .from(schema.syncRuns)
        .where(eq(schema.syncRuns.userId, userId))
        .orderBy(schema.syncRuns.startedAt, schema.syncRuns.id),
    routerState: async () => {
      const { routerStates } = schema;
      const [row] = await db.select().from(routerStates).where(eq(routerStates.routerId, routerId));
      if (!row) throw new Error("no router state");
      return row;
    },
  };
}
