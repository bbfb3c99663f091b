import { createContext } from "@/lib/context";
import { inngestClient, on } from "@/lib/events";
import { pullPayments } from "@/services/payments";

/** Fetches and settles one channel's list of payments, one pull at a time; the tick asks again. */
export const pullPaymentsFunction = () =>
  inngestClient().createFunction(
    {
      id: "pull-payments",
      triggers: [on("payments/pull.due")],
      concurrency: [{ limit: 1, key: "event.data.channelId" }],
      retries: 0,
    },
    async ({ event, step }) => {
      const ctx = createContext({ kind: "job", id: "pull-payments" });
      return step.run("pull", () => pullPayments(ctx, event.data));
    },
  );
