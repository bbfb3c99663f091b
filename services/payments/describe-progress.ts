import { classifyResult } from "@/lib/mpesa";
import type { AttemptState } from "./attempt-states";

export type ProgressPhase =
  | "requesting"
  | "prompted"
  | "check_phone"
  | "failed"
  | "expired"
  | "restoring"
  | "waiting_for_router"
  | "restored"
  | "online"
  | "paid"
  | "short"
  | "reversed";

/** What the customer can do now. */
export type NextAction =
  | "wait"
  | "enter_pin"
  | "check_phone"
  | "try_again"
  | "pay_rest"
  | "contact_us"
  | "none";

export interface Progress {
  phase: ProgressPhase;
  /** A few words, for the top of the page. */
  headline: string;
  /** A sentence or two, for the customer. */
  words: string;
  nextAction: NextAction;
  /** Nothing more will change by itself soon: stop asking every second. */
  settled: boolean;
}

export interface ProgressFacts {
  state: AttemptState;
  resultCode: string | null;
  resultDescription: string | null;
  /** Formatted, if it lies ahead. */
  paidUntil?: string;
  suspended: boolean;
  /** Formatted amount that is lacking. */
  missing?: string;
  restoration?: { verifiedAt: Date | null; onlineAt: Date | null };
  routerDown: boolean;
}

/** Pure: the words for every state of a payment. */
export function describeProgress(facts: ProgressFacts): Progress {
  switch (facts.state) {
    case "created":
      return at(
        "requesting",
        "Contacting M-Pesa",
        "The request is on its way to your phone.",
        "wait",
      );
    case "sent":
    case "pending":
      return at(
        "prompted",
        "Enter your M-Pesa PIN",
        "Look at your phone: M-Pesa asks for your PIN. This page follows by itself.",
        "enter_pin",
      );
    case "unknown":
      return at(
        "check_phone",
        "Check your phone",
        "M-Pesa has not answered us. If a request is on your phone, enter your PIN; if you have paid already, wait: we will find your payment.",
        "check_phone",
      );
    case "failed":
      return at("failed", "Payment not made", failureWords(facts), "try_again", true);
    case "expired":
      return at(
        "expired",
        "The request has expired",
        "If you did pay, we will find your payment and connect you. If not, try again.",
        "try_again",
        true,
      );
    case "reversed":
      return at(
        "reversed",
        "Payment reversed",
        "M-Pesa took this payment back. Please contact us.",
        "contact_us",
        true,
      );
    default:
      return paid(facts);
  }
}

function paid(facts: ProgressFacts): Progress {
  const { restoration } = facts;
  if (facts.suspended && !restoration?.verifiedAt) return suspended;
  if (restoration?.onlineAt)
    return at(
      "online",
      "You are online",
      `Your connection works again.${until(facts)}`,
      "none",
      true,
    );
  if (restoration?.verifiedAt)
    return at(
      "restored",
      "Access restored",
      `Your access is open.${until(facts)} If your device does not connect within a minute, restart it.`,
      "wait",
    );
  if (restoration && facts.routerDown)
    return at(
      "waiting_for_router",
      "Payment received",
      "Your payment is received; the router at your site is not answering, you'll be connected automatically when it is back.",
      "wait",
    );
  if (restoration)
    return at("restoring", "Payment received", "We are opening your access now.", "wait");
  return withoutRestoration(facts);
}

/** Access was not closed, or the money does not suffice. */
function withoutRestoration(facts: ProgressFacts): Progress {
  if (facts.missing)
    return at(
      "short",
      "Payment received",
      `Your payment is in your wallet, but ${facts.missing} more is needed to go on.`,
      "pay_rest",
      true,
    );
  const done = facts.state === "paid";
  return at("paid", "Payment received", `Thank you.${until(facts)}`, done ? "none" : "wait", done);
}

const until = (facts: ProgressFacts) =>
  facts.paidUntil ? ` Your package runs until ${facts.paidUntil}.` : "";

/** Known codes have words of ours; a refused push has left its words in the description. */
function failureWords(facts: ProgressFacts): string {
  const meaning = classifyResult(facts.resultCode ?? "");
  if (meaning.outcome === "failed") return meaning.words;
  return facts.resultDescription ?? "The payment did not go through. Please try again.";
}

const at = (
  phase: ProgressPhase,
  headline: string,
  words: string,
  nextAction: NextAction,
  settled = false,
): Progress => ({ phase, headline, words, nextAction, settled });

const suspended = at(
  "paid",
  "Payment received",
  "Thank you. Your access stays suspended until we lift it: please contact us.",
  "contact_us",
  true,
);
