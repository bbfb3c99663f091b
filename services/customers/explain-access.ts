import { type AccessGrounds, accessEndOf, hasAccess } from "@/lib/billing";
import { formatInstant } from "@/lib/time";

export interface AccessFacts extends AccessGrounds {
  status: "active" | "suspended" | "closed";
  billingMode: "prepaid" | "postpaid";
  syncStatus: "pending" | "syncing" | "in_sync" | "failed" | "paused" | "unknown";
  online: boolean | null;
  routerDown: boolean;
  /** Staff have stopped the time; what is left is kept. */
  pausedAt?: Date | null;
  now: Date;
}

export interface AccessExplanation {
  state: "online" | "grace" | "open" | "opening" | "router_down" | "new" | "expired" | "suspended";
  headline: string;
  words: string;
}

/** One sentence for "why am I online, or offline?", from cached state. Pure. */
export function explainAccess(facts: AccessFacts): AccessExplanation {
  if (facts.pausedAt) {
    return {
      state: "suspended",
      headline: "Paused",
      words: "Your time is kept while your connection is paused. Call us to go on.",
    };
  }
  if (facts.status !== "active") {
    return {
      state: "suspended",
      headline: "Suspended",
      words: "Your access is suspended. Please contact us.",
    };
  }
  if (!hasAccess(facts, facts.now)) return lapsed(facts);
  if (facts.routerDown) {
    return {
      state: "router_down",
      headline: "Our equipment near you is down",
      words: "You have paid, and we are on it. You will be connected by itself when it is back.",
    };
  }
  if (isInGrace(facts) && facts.creditUntil) return inGrace(facts.creditUntil);
  if (facts.online)
    return { state: "online", headline: "You are online", words: "Your connection is up." };
  if (facts.syncStatus === "in_sync") {
    return {
      state: "open",
      headline: "Your access is open",
      words:
        "Your device has not connected yet. If it does not within a minute, switch it off and on again.",
    };
  }
  return { state: "opening", headline: "Opening your access", words: "This takes a few seconds." };
}

function lapsed(facts: AccessFacts): AccessExplanation {
  if (!accessEndOf(facts))
    return { state: "new", headline: "Welcome", words: "Pay your first bill to get online." };
  const words = "Pay to be back online in seconds.";
  return facts.billingMode === "postpaid"
    ? { state: "expired", headline: "A bill is unpaid", words }
    : { state: "expired", headline: "Your package has run out", words };
}

const isInGrace = ({ billingMode, paidUntil, provisionalUntil, now }: AccessFacts): boolean =>
  billingMode === "prepaid" &&
  !(paidUntil && paidUntil > now) &&
  !(provisionalUntil && provisionalUntil > now);

const inGrace = (until: Date): AccessExplanation => ({
  state: "grace",
  headline: "Your package has run out",
  words: `You stay online until ${formatInstant(until)}. Pay before then to go on without a break.`,
});
