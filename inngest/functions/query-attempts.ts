import { createContext } from "@/lib/context";
import { inngestClient, on } from "@/lib/events";
import { queryAttempt, queryDueAt } from "@/services/payments";

/** Asks M-Pesa about one attempt at the second it is due; the tick looks a minute ahead and wakes these. */
export const queryAttemptsFunction = () =>
  inngestClient().createFunction(
    {
      id: "query-attempts",
      triggers: [on("payments/attempt.query.due")],
      concurrency: [{ limit: 3 }],
      retries: 0,
    },
    async ({ event, step }) => {
      const ctx = createContext({ kind: "job", id: "query-attempts" });
      const due = await step.run("when", () => queryDueAt(ctx, event.data));
      if (!due) return { outcome: "not_due" };
      await step.sleepUntil("until due", new Date(due));
      return step.run("query", () => queryAttempt(ctx, event.data));
    },
  );
