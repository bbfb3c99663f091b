import { createContext } from "@/lib/context";
import { inngestClient, on } from "@/lib/events";
import { sendProviderRequest } from "@/services/payments";

/**
 * Sends what was asked of M-Pesa: a check, a reversal, a refund. It is claimed first, so a repeated step never sends an
 * order twice; the answer comes as a callback, and the tick asks after what got none.
 */
export const sendProviderRequestFunction = () =>
  inngestClient().createFunction(
    {
      id: "send-provider-request",
      triggers: [on("payments/provider.request.due")],
      concurrency: [{ limit: 3 }],
      retries: 2,
    },
    async ({ event, step }) => {
      const ctx = createContext({ kind: "job", id: "send-provider-request" });
      return step.run("send", () => sendProviderRequest(ctx, event.data));
    },
  );
