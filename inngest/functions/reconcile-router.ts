import { createContext } from "@/lib/context";
import { inngestClient, on } from "@/lib/events";
import { reconcileRouter } from "@/services/sync";

/** Compares a whole router with the database and asks for those who differ. */
export const reconcileRouterFunction = () =>
  inngestClient().createFunction(
    {
      id: "reconcile-router",
      triggers: [on("network/router.reconcile.requested")],
      // How many are read at once is for the verb to say: a place here would be taken by routers that hang.
      concurrency: [{ limit: 1, key: "event.data.routerId" }],
    },
    async ({ event, step }) => {
      const ctx = createContext({ kind: "job", id: "reconcile-router" });
      return step.run("reconcile", () => reconcileRouter(ctx, event.data));
    },
  );
