import { createContext } from "@/lib/context";
import { inngestClient, on } from "@/lib/events";
import { observeSession } from "@/services/sync";

// The SDK rounds waits up to whole seconds.
const FIRST_PAUSES_SECONDS = [1, 1, 1, 2, 2, 3, 3];
const PAUSE_SECONDS = 5;
const WATCH_SECONDS = 180;

/** Watches until the customer's device has dialled in, often at first; after three minutes the polls take over. */
export const watchSessionFunction = () =>
  inngestClient().createFunction(
    {
      id: "watch-session",
      triggers: [on("network/session.expected")],
      concurrency: [
        { limit: 1, key: "event.data.userId" },
        { limit: 8, key: "event.data.routerId" },
      ],
    },
    async ({ event, step }) => {
      const ctx = createContext({ kind: "job", id: "watch-session" });
      for (let look = 0, waited = 0; ; look++) {
        const seen = await step.run(`look ${look}`, () => observeSession(ctx, event.data));
        if (!seen.watch || waited >= WATCH_SECONDS) return { online: seen.online, waited };
        const pause = FIRST_PAUSES_SECONDS[look] ?? PAUSE_SECONDS;
        waited += pause;
        await step.sleep(`pause ${look}`, pause * 1_000);
      }
    },
  );
