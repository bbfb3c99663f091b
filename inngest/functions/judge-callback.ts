import { createContext } from "@/lib/context";
import { inngestClient, on } from "@/lib/events";
import { judgeCallback } from "@/services/payments";

/** Judges a stored callback; a customer is waiting. What fails here for good is found again by the tick. */
export const judgeCallbackFunction = () =>
  inngestClient().createFunction(
    {
      id: "judge-callback",
      triggers: [on("payments/callback.received")],
      concurrency: [{ limit: 10 }],
      retries: 3,
    },
    async ({ event, step }) => {
      const ctx = createContext({ kind: "job", id: "judge-callback" });
      return step.run("judge", () => judgeCallback(ctx, event.data));
    },
  );
