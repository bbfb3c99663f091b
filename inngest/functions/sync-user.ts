import { createContext } from "@/lib/context";
import { inngestClient, on } from "@/lib/events";
import { syncUser } from "@/services/sync";

// A blip or another run's lease is waited for here; a longer outage is left to polls and sweeps.
const MAX_TRIES = 4;
const LONGEST_WAIT_MS = 35_000;

/** Interactive: one user, now. Check, diff and act happen inside one step, so no old observation is ever acted on. */
export const syncUserFunction = () =>
  inngestClient().createFunction(
    {
      id: "sync-user",
      triggers: [on("network/user.sync.requested")],
      concurrency: [
        { limit: 1, key: "event.data.userId" },
        { limit: 4, key: "event.data.routerId" },
      ],
    },
    async ({ event, step }) => {
      const ctx = createContext({ kind: "job", id: "sync-user" });
      for (let attempt = 1; ; attempt++) {
        const outcome = await step.run(`sync ${attempt}`, () => syncUser(ctx, event.data));
        const retryAt = waitsUntil(outcome);
        if (!retryAt || attempt === MAX_TRIES) return outcome;
        await step.sleepUntil(`wait ${attempt}`, retryAt);
      }
    },
  );

/** When to try again in this run; undefined when it is over, or when the wait would be a long one. */
function waitsUntil(outcome: { outcome: string; retryAt?: string | null }): Date | undefined {
  const waits = outcome.outcome === "busy" || outcome.outcome === "deferred";
  if (!waits || !outcome.retryAt) return undefined;
  const at = new Date(outcome.retryAt);
  return at.getTime() - Date.now() <= LONGEST_WAIT_MS ? at : undefined;
}
