import { createContext } from "@/lib/context";
import { inngestClient, on } from "@/lib/events";
import { reconcileRouter } from "@/services/sync";

/** Compares a whole router with the database and asks for those who differ. */
export const reconcileRouterFunction = () =>
  inngestClient().createFunction(
    {
      id: "reconcile-router",
      triggers: [on("network/router.reconcile.requested")],
      concurrency: [{ limit: 1, key: "event.data.routerId" }, { limit: 10 }],
    },
    async ({ event, step }) => {
      const ctx = createContext({ kind: "job", id: "reconcile-router" });
      return step.run("reconcile", () => reconcileRouter(ctx, event.data));
    },
  );
