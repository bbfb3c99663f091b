import { createContext } from "@/lib/context";
import { judgeCallback, sendProviderRequest, sendStkPush } from "@/services/payments";

/** A process of its own that runs one verb, so that FAULT_POINTS can kill it: `run-verb.ts <verb> <id>`. */
const [verb, id = ""] = process.argv.slice(2);
const ctx = createContext({ kind: "job", id: "crash-test" });
const verbs: Record<string, () => Promise<unknown>> = {
  sendStkPush: () => sendStkPush(ctx, { attemptId: id }),
  sendProviderRequest: () => sendProviderRequest(ctx, { requestId: id }),
  judgeCallback: () => judgeCallback(ctx, { inboxId: id }),
};
await verbs[verb ?? ""]?.();
process.exit(0);
