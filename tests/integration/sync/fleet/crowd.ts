import { eq, inArray } from "drizzle-orm";
import { schema } from "@/lib/db";
import { declareDesiredStates } from "@/services/desired-state";
import { syncRouterBatch } from "@/services/sync";
import { waitFor } from "@/tests/support";
import { inTransaction } from "../fixture";
import type { World } from "../world";

const { packages, syncStates, users } = schema;

/** A crowd on the world's router, and what mass changes do to it. */
export function crowdOf({ db, ctx, router, pack, simulator, addUser }: World) {
  const declareAll = (userIds: string[]) =>
    inTransaction(db, (tx) => declareDesiredStates(tx, { userIds, reason: "test" }), new Date());
  const batch = (limit?: number) =>
    syncRouterBatch(ctx, { routerId: router.id, ...(limit && { limit }) });
  return {
    batch,
    /** Users who are on the router; with `online` their devices have dialled in. */
    crowd: async (count: number, { online = false } = {}) => {
      const made = [];
      for (let n = 0; n < count; n++) made.push(await addUser());
      const ids = made.map((user) => user.id);
      await db.update(syncStates).set({ urgent: false }).where(inArray(syncStates.userId, ids));
      await batch(500);
      if (online) {
        for (const { username } of made) simulator.dial({ name: username, password: "pw1" });
        const names = new Set(made.map((user) => user.username));
        const dialledIn = () => simulator.sessions().filter((s) => names.has(s.name)).length;
        await waitFor("the crowd to be online", dialledIn, (n) => n === count);
      }
      return made;
    },
    /** The package's speed changes for everybody who has it. */
    changeSpeed: async (userIds: string[], downloadKbps: number) => {
      await db.update(packages).set({ downloadKbps }).where(eq(packages.id, pack.id));
      await declareAll(userIds);
    },
    /** Time runs out for all of these at once. */
    expire: async (userIds: string[]) => {
      const paidUntil = new Date(Date.now() - 1_000);
      await db.update(users).set({ paidUntil }).where(inArray(users.id, userIds));
      await declareAll(userIds);
    },
    states: (userIds: string[]) =>
      db.select().from(syncStates).where(inArray(syncStates.userId, userIds)),
    /** The ids that commands of this path named, in order. */
    idsIn: (path: string) =>
      simulator
        .commands()
        .filter((command) => command.path === path)
        .flatMap((command) => command.words.filter((word) => word.startsWith("=.id=")))
        .flatMap((word) => word.slice("=.id=".length).split(",")),
  };
}
