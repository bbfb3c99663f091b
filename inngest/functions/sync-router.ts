import { createContext } from "@/lib/context";
import { inngestClient, on } from "@/lib/events";
import { type BatchResult, syncRouterBatch } from "@/services/sync";

const MAX_BATCHES = 200;

/** Bulk: everybody who is owed a sync on one router, in small batches that paying customers overtake. */
export const syncRouterFunction = () =>
  inngestClient().createFunction(
    {
      id: "sync-router",
      triggers: [on("network/router.sync.requested")],
      concurrency: [{ limit: 1, key: "event.data.routerId" }],
    },
    async ({ event, step }) => {
      const ctx = createContext({ kind: "job", id: "sync-router" });
      const { routerId } = event.data;
      let next: string | null = null;
      let synced = 0;
      for (let batch = 1; batch <= MAX_BATCHES; batch++) {
        const after: string | null = next;
        const result: BatchResult = await step.run(`batch ${batch}`, () =>
          syncRouterBatch(ctx, { routerId, after }),
        );
        synced += result.synced;
        next = result.next;
        if (!next) break;
      }
      return { synced };
    },
  );
