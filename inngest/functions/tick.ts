import { type Context, createContext } from "@/lib/context";
import { inngestClient } from "@/lib/events";
import { sweepAlerts } from "@/services/alerts";
import { issueDueBills, numberBills, switchDuePackages } from "@/services/billing";
import { sweepBooks } from "@/services/books";
import { sweepDunning } from "@/services/dunning";
import { sweepImports } from "@/services/imports";
import { sweepMessages } from "@/services/messages";
import { pruneOutbox, relayOutbox } from "@/services/outbox";
import {
  postReceiptlessPayments,
  sweepAttempts,
  sweepInbox,
  sweepProviderRequests,
  sweepProviderReversals,
  sweepPulls,
} from "@/services/payments";
import { pruneSamples, sweepRouterPolls } from "@/services/routers";
import { sweepOwedSyncs, sweepReconciles } from "@/services/sync";

/** Bounded sweeps: each finds what is due in Postgres, whatever the job server lost. */
const SWEEPS: Record<string, (ctx: Context) => Promise<unknown>> = {
  "relay outbox": relayOutbox,
  "sync who is owed": sweepOwedSyncs,
  "poll routers": sweepRouterPolls,
  "raise and clear alerts": sweepAlerts,
  "forget old figures of routers": pruneSamples,
  "forget events that left": pruneOutbox,
  "compare routers": sweepReconciles,
  "send messages": sweepMessages,
  "issue postpaid bills": issueDueBills,
  "number bills": numberBills,
  "remind and prompt": sweepDunning,
  "switch packages": switchDuePackages,
  "judge callbacks": sweepInbox,
  "query attempts": sweepAttempts,
  "pull payments": sweepPulls,
  "ask after checks, reversals and refunds": sweepProviderRequests,
  "take back what M-Pesa has reversed": sweepProviderReversals,
  "post payments without receipt": postReceiptlessPayments,
  "check the books": sweepBooks,
  "go on with imports": sweepImports,
};

/** Once a minute: every sweep as a step of its own, so that one that fails holds up no other. */
export const tickFunction = () =>
  inngestClient().createFunction(
    { id: "tick", triggers: [{ cron: "* * * * *" }], concurrency: [{ limit: 1 }], retries: 1 },
    async ({ step }) => {
      const ctx = createContext({ kind: "job", id: "tick" });
      const results = await Promise.allSettled(
        Object.entries(SWEEPS).map(([name, sweep]) => step.run(name, () => sweep(ctx))),
      );
      const failed = Object.keys(SWEEPS).filter(
        (_, index) => results[index]?.status === "rejected",
      );
      return { failed };
    },
  );
