import { createContext } from "@/lib/context";
import { inngestClient, on } from "@/lib/events";
import { sendMessage } from "@/services/messages";

/** Hands a queued SMS to the gateway. Tries of the gateway are counted in the message, and repeated by the tick. */
export const sendMessageFunction = () =>
  inngestClient().createFunction(
    { id: "send-message", triggers: [on("messages/message.queued")], concurrency: [{ limit: 10 }] },
    async ({ event, step }) => {
      const ctx = createContext({ kind: "job", id: "send-message" });
      return step.run("send", () => sendMessage(ctx, event.data));
    },
  );
