import { createContext } from "@/lib/context";
import { inngestClient, on } from "@/lib/events";
import { pollRouter } from "@/services/routers";

// A router that came back is noticed within ten seconds; before the next tick asks anew, this run has ended.
const PAUSE = "10s";
const LAST_PAUSE_MS = 40_000;

/** A router's health and sessions. One that is down is knocked at again until the next minute's poll. */
export const pollRouterFunction = () =>
  inngestClient().createFunction(
    {
      id: "poll-router",
      triggers: [on("network/router.poll.requested")],
      // How many are read at once is for the verb to say: a place here would be taken by routers that hang.
      concurrency: [{ limit: 1, key: "event.data.routerId" }],
    },
    async ({ event, step }) => {
      const ctx = createContext({ kind: "job", id: "poll-router" });
      let began: number | undefined;
      for (let look = 1; ; look++) {
        const found = await step.run(`look ${look}`, () => pollRouter(ctx, event.data));
        const at = Date.parse(found.at);
        began ??= at;
        if (!found.again || at - began > LAST_PAUSE_MS) return found;
        await step.sleep(`pause ${look}`, PAUSE);
      }
    },
  );
