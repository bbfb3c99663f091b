import { isAlive } from "@/lib/routeros";
import { formatInstant } from "@/lib/time";
import type { ExplainFacts, RefusalReason } from "./facts";
import type { ByVerdict, Verdict } from "./judge-access";

export type AccessState =
  | "online"
  | "grace"
  | "open"
  | "opening"
  | "device"
  | "router_down"
  | "new"
  | "expired"
  | "suspended";

/** A verdict for the customer: a heading, what it means, and what to press or do. */
export interface AccessExplanation {
  state: AccessState;
  headline: string;
  words: string;
}

const RESTART =
  "Check that it has power and that the cable is in, then switch it off, wait ten seconds, and switch it on.";

/** The verdict without jargon, and without what is no customer's business. Pure. */
export function customerWords(verdict: Verdict, facts: ExplainFacts): AccessExplanation {
  const until = graceEnd(facts);
  if (until && ASIDE.has(verdict.code)) return inGrace(until);
  const words = WORDS[verdict.code] as (v: Verdict, facts: ExplainFacts) => AccessExplanation;
  return words(verdict, facts);
}

function say(state: AccessState, headline: string, words: string): AccessExplanation {
  return { state, headline, words };
}

const REFUSED: Partial<Record<RefusalReason, AccessExplanation>> & { password: AccessExplanation } =
  {
    password: say(
      "device",
      "Your device uses a wrong password",
      "Enter the username and password that we gave you in your device, or call us and we set it up with you.",
    ),
    device: say(
      "device",
      "This login belongs to another device",
      "Connect the device that we set up for you, or call us to change to the new one.",
    ),
    no_address: say(
      "router_down",
      "Our equipment near you is full",
      "The trouble is on our side. Please call us.",
    ),
  };

const OUR_TROUBLE = say(
  "router_down",
  "We could not open your access yet",
  "The trouble is on our side, and we are told of it. If it lasts longer than an hour, please call us.",
);

const DOWN = say(
  "router_down",
  "Our equipment near you is down",
  "You have paid, and we are on it. You will be connected by itself when it is back.",
);

const SIGN_IN = say(
  "open",
  "Your access is open",
  "Join our WiFi and sign in on the page that opens.",
);

const NOT_YET = say(
  "open",
  "Your access is open",
  "Your device has not connected yet. If it does not within a minute, switch it off and on again.",
);

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

const OPEN = say("open", "Your access is open", `If you are not online: ${lower(RESTART)}`);

const isHotspot = ({ user }: ExplainFacts) => user.serviceType === "hotspot";

const WORDS: ByVerdict<AccessExplanation> = {
  closed: () => say("suspended", "Closed", "This connection is closed. Call us to open it again."),
  paused: () =>
    say(
      "suspended",
      "Paused",
      "Your time is kept while your connection is paused. Call us to go on.",
    ),
  suspended: () => say("suspended", "Suspended", "Your access is suspended. Please contact us."),
  never_paid: () => say("new", "Welcome", "Pay your first bill to get online."),
  expired: () => say("expired", "Your package has run out", "Pay to be back online in seconds."),
  bill_unpaid: () => say("expired", "A bill is unpaid", "Pay to be back online in seconds."),
  router_down: ({ wasOnline }, { router }) => {
    if (!isAlive(router.lastErrorCode)) return DOWN;
    return wasOnline ? OPEN : OUR_TROUBLE;
  },
  restarted: () =>
    say(
      "router_down",
      "Our equipment near you has just restarted",
      "You will be connected again within a few minutes.",
    ),
  on_its_way: () => say("opening", "Opening your access", "This takes a few seconds."),
  installation_paused: () => OUR_TROUBLE,
  braked: () => OUR_TROUBLE,
  observed_only: () => OUR_TROUBLE,
  waits_for_move: () => OUR_TROUBLE,
  stays: (_, facts) => (isHotspot(facts) ? SIGN_IN : OPEN),
  held_back: (_, facts) => (isHotspot(facts) ? SIGN_IN : OPEN),
  sync_failed: () => OUR_TROUBLE,
  online: ({ turnedAwayAt }) =>
    say(
      "online",
      "You are online",
      turnedAwayAt
        ? "A second device tries to use your login and is turned away. If this one is not yours, call us."
        : "Your connection is up.",
    ),
  cap_used: () =>
    say(
      "device",
      "You have used all that your package includes",
      "Renew now to be back online in seconds.",
    ),
  refused: ({ reason }) => REFUSED[reason] ?? REFUSED.password,
  not_watched: () => OPEN,
  not_seen: (_, facts) => (isHotspot(facts) ? SIGN_IN : NOT_YET),
  never_dialled: (_, facts) => (isHotspot(facts) ? SIGN_IN : NOT_YET),
  offline: (_, facts) =>
    isHotspot(facts)
      ? SIGN_IN
      : say("open", "Your access is open", `Your device is not connected. ${RESTART}`),
};

/** What grace may be said in front of: nothing is wrong with these that paying would not come before. */
const ASIDE = new Set<Verdict["code"]>([
  "online",
  "on_its_way",
  "not_watched",
  "not_seen",
  "never_dialled",
  "offline",
]);

function graceEnd({ user, now }: ExplainFacts): Date | undefined {
  const { billingMode, paidUntil, provisionalUntil, creditUntil } = user;
  const covered = (until: Date | null) => until !== null && until > now;
  if (billingMode !== "prepaid" || covered(paidUntil) || covered(provisionalUntil))
    return undefined;
  return creditUntil && creditUntil > now ? creditUntil : undefined;
}

const inGrace = (until: Date): AccessExplanation =>
  say(
    "grace",
    "Your package has run out",
    `You stay online until ${formatInstant(until)}. Pay before then to go on without a break.`,
  );
