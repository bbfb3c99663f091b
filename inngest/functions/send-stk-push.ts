import { createContext } from "@/lib/context";
import { inngestClient, on } from "@/lib/events";
import { queryAttempt, queryDueAt, sendStkPush } from "@/services/payments";

/**
 * Sends a committed attempt's push, and asks once how it went if no callback has come in time. The push claims
 * the attempt first, so a repeated step can never push twice; later queries are woken by the tick.
 */
export const sendStkPushFunction = () =>
  inngestClient().createFunction(
    {
      id: "send-stk-push",
      triggers: [on("payments/stk.push.requested")],
      concurrency: [{ limit: 10 }],
      retries: 2,
    },
    async ({ event, step }) => {
      const ctx = createContext({ kind: "job", id: "send-stk-push" });
      const push = await step.run("push", () => sendStkPush(ctx, event.data));
      const due = await step.run("first query at", () => queryDueAt(ctx, event.data));
      if (!due) return push;
      await step.sleepUntil("until first query", new Date(due));
      return step.run("first query", () => queryAttempt(ctx, event.data));
    },
  );
