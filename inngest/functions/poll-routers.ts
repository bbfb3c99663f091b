import { createContext } from "@/lib/context";
import { inngestClient, on } from "@/lib/events";
import { pollRouter } from "@/services/routers";

// Until the next tick asks anew: a router that came back is noticed within ten seconds.
const LOOKS_WHILE_DOWN = 5;
const PAUSE = "10s";

/** A router's health and sessions. One that is down is knocked at again until the next minute's poll. */
export const pollRouterFunction = () =>
  inngestClient().createFunction(
    {
      id: "poll-router",
      triggers: [on("network/router.poll.requested")],
      concurrency: [{ limit: 1, key: "event.data.routerId" }, { limit: 20 }],
    },
    async ({ event, step }) => {
      const ctx = createContext({ kind: "job", id: "poll-router" });
      for (let look = 1; ; look++) {
        const found = await step.run(`look ${look}`, () => pollRouter(ctx, event.data));
        if (!found.again || look === LOOKS_WHILE_DOWN) return found;
        await step.sleep(`pause ${look}`, PAUSE);
      }
    },
  );
