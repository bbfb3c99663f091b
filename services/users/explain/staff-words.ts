import { contactWords } from "@/lib/routeros";
import type { ExplainFacts, RefusalReason } from "./facts";
import type { ByVerdict, Verdict, VerdictOf } from "./judge-access";
import { whenWords } from "./when-words";

export interface StaffWords {
  /** Why, in one sentence. */
  sentence: string;
  /** What to do, or what happens by itself. */
  todo?: string;
  tone: "ok" | "info" | "warn" | "bad" | "neutral";
}

/** The verdict for staff: names what it is and what to do about it. Pure. */
export const staffWords = (verdict: Verdict, facts: ExplainFacts): StaffWords => {
  const words = (WORDS[verdict.code] as (verdict: Verdict, facts: ExplainFacts) => StaffWords)(
    verdict,
    facts,
  );
  if (!WITHOUT_ACCESS.has(verdict.code)) return words;
  if (facts.former?.serves) return notYetOut(words, facts.former.name);
  return isStillIn(facts) ? stillIn(words, facts) : words;
};

const WITHOUT_ACCESS = new Set<Verdict["code"]>([
  ...(["closed", "paused", "suspended"] as const),
  ...(["never_paid", "expired", "bill_unpaid"] as const),
]);

const OFFLINE = "Offline: ";

/** Seen online, and the router has yet to be read back as we want it: whoever should be out may be in. */
const isStillIn = ({ sync }: ExplainFacts): boolean =>
  sync?.online === true && (sync.status !== "in_sync" || sync.behind);

/** What a sentence gives as the reason for being offline. */
const reasonIn = ({ sentence }: StaffWords) => sentence.slice(OFFLINE.length).replace(/\.$/, "");

function stillIn(words: StaffWords, { sync, router }: ExplainFacts): StaffWords {
  const failed = sync?.status === "failed";
  return {
    sentence: `Still online: ${reasonIn(words)}, but the cut has not reached ${router.name} yet.`,
    todo: failed
      ? `${sentenceOf(sync.error)}${todoFor(sync.errorCode ?? sync.reason ?? "unknown")}`
      : "It follows by itself: in seconds, or when the router answers again.",
    tone: failed ? "bad" : "warn",
  };
}

/** Nobody looks for sessions on a router that a user leaves: they may be online there. */
const notYetOut = (words: StaffWords, on: string): StaffWords => ({
  sentence: `Perhaps still online: ${reasonIn(words)}, but ${on}, which the user leaves, has not cut them off yet.`,
  todo: "It follows by itself: in seconds, or when that router answers again.",
  tone: "warn",
});

const at = (time: Date, { now }: ExplainFacts) => whenWords(time, now);
const since = (time: Date | null, facts: ExplainFacts) => (time ? ` since ${at(time, facts)}` : "");

const WORDS: ByVerdict<StaffWords> = {
  closed: (verdict, facts) => ({
    sentence: `Offline: closed${since(verdict.since, facts)}.`,
    tone: "neutral",
  }),
  paused: (verdict, facts) => ({
    sentence: `Offline: paused${since(verdict.since, facts)}, with the rest of the time kept.`,
    todo: "Resume the user to go on.",
    tone: "warn",
  }),
  suspended: ({ reason }) => ({
    sentence: `Offline: suspended by staff${reason ? ` (${reason})` : ""}.`,
    todo: "Resume the user to let them in again.",
    tone: "warn",
  }),
  never_paid: () => ({
    sentence: "Offline: nothing has been paid yet.",
    todo: "Access opens with the first payment.",
    tone: "neutral",
  }),
  expired: (verdict, facts) => ({
    sentence: `Offline: unpaid since ${at(verdict.since, facts)}.`,
    todo: "Access opens seconds after the payment.",
    tone: "warn",
  }),
  bill_unpaid: (verdict, facts) => ({
    sentence: `Offline: a bill is unpaid; access ended ${at(verdict.since, facts)}.`,
    todo: "Access opens when the oldest bill is paid.",
    tone: "warn",
  }),
  installation_paused: () => ({
    sentence: "Offline: this installation is paused, and nothing is written to routers.",
    todo: "Resume it with the button at the top.",
    tone: "bad",
  }),
  router_down: (verdict, facts) => ({
    sentence: `${facts.router.name} ${contactWords(facts.router.lastErrorCode)}${since(verdict.since, facts)}${
      verdict.wasOnline ? "; the user was online when it was last seen" : ""
    }.`,
    todo: `${sentenceOf(verdict.error)}Everything owed follows by itself when it is back.`,
    tone: "bad",
  }),
  braked: (_, { router }) => ({
    sentence: `Offline: changes on ${router.name} are stopped by the brake.`,
    todo: "Look at the plan on the router's page and let it through.",
    tone: "bad",
  }),
  observed_only: (_, { router }) => ({
    sentence: `Offline: nobody manages ${router.name} from here yet, so the user is not on it.`,
    todo: "Press “Start managing” on the router's page.",
    tone: "warn",
  }),
  waits_for_move: (_, { router }) => ({
    sentence: `Offline: moving to ${router.name}, and the former router must let go first.`,
    todo: "If that router is gone for good, remove it: what it holds is written off.",
    tone: "info",
  }),
  stays: ({ on }, { router }) => ({
    sentence: `Moving to ${router.name}, which does not have the user yet: ${on} lets them in until then.`,
    todo: todoForMove(router),
    tone: "info",
  }),
  held_back: ({ message }, { router }) => ({
    sentence:
      `Set as far as the policy of ${router.name} allows. ${sentenceOf(message).trim()}`.trim(),
    todo: "Remove that row on the router, or let it be managed in full.",
    tone: "warn",
  }),
  sync_failed: ({ condition, message }, { router }) => ({
    sentence: `The last change did not reach ${router.name}: ${sentenceOf(message).trim() || `${condition}.`}`,
    todo: todoFor(condition),
    tone: "bad",
  }),
  on_its_way: (verdict, facts) => ({
    sentence: `A change is on its way to ${facts.router.name}${since(verdict.since, facts)}.`,
    todo: "It takes seconds.",
    tone: "info",
  }),
  online: onlineWords,
  cap_used: (verdict, facts) => ({
    sentence: `Offline: what the package includes is used up${since(verdict.since, facts)}.`,
    todo: "Renew the package, or sell a bigger one.",
    tone: "warn",
  }),
  refused: refusedWords,
  restarted: (verdict, facts) => ({
    sentence: `${facts.router.name} restarted at ${at(verdict.since, facts)}; devices are coming back.`,
    todo: "Wait five minutes.",
    tone: "info",
  }),
  not_watched: (_, { router }) => ({
    sentence: `All is set on ${router.name}, which does not watch whether this address answers.`,
    todo: "Turn on netwatch in the router's settings to see it here.",
    tone: "neutral",
  }),
  not_seen: (_, { router, user }) =>
    user.serviceType === "static"
      ? {
          sentence: `All is set on ${router.name}, whose netwatch has not said yet whether this address answers.`,
          todo: "It says so within five minutes of a restart, and the router is asked once a minute.",
          tone: "neutral",
        }
      : {
          sentence: `All is set on ${router.name}, which has not been asked for sessions yet.`,
          todo: "It is asked once a minute.",
          tone: "neutral",
        },
  never_dialled: (verdict, facts) =>
    facts.user.serviceType === "hotspot"
      ? {
          sentence: `All is well on our side: nobody has signed in with this login since it was set up ${at(verdict.since, facts)}.`,
          todo: "Have the customer open the sign-in page.",
          tone: "warn",
        }
      : {
          sentence: `All is well on our side: the device has never dialled in since it was set up ${at(verdict.since, facts)}.`,
          todo: "Check the cable, and the username and password in the device.",
          tone: "warn",
        },
  offline: offlineWords,
};

function onlineWords(verdict: VerdictOf<"online">, facts: ExplainFacts): StaffWords {
  const from = verdict.callerId ? ` from ${verdict.callerId}` : "";
  const sentence = `Online${since(verdict.since, facts)}${
    verdict.address ? ` with ${verdict.address}` : ""
  }${from}.`;
  if (verdict.turnedAwayAt)
    return {
      sentence: `${sentence} Another device tries the same login and is turned away.`,
      todo: `If the customer's own device is the other one, disconnect this session${
        facts.user.macAddress ? "" : ", and lock the login to their device"
      }.`,
      tone: "warn",
    };
  if (verdict.changing)
    return { sentence, todo: `A change is on its way to ${facts.router.name}.`, tone: "info" };
  return { sentence, tone: "ok" };
}

const REFUSALS: Record<RefusalReason, string> = {
  password: "its password is wrong",
  device: "it is another device than the one that the login is locked to",
  busy: "another device holds the session",
  cap: "what the package includes is used up",
  no_address: "the router has no free address left",
  unknown_user: "the router does not know its username",
  disabled: "the login is cut off",
  other: "the router does not say why",
};

function refusedWords(verdict: VerdictOf<"refused">, facts: ExplainFacts): StaffWords {
  const { reason, count } = verdict;
  const { user, sighting } = facts;
  const times = count > 1 ? `, ${count} times so far` : "";
  const known = sighting?.callerId ? ` (last in from ${sighting.callerId})` : "";
  const remedies: Partial<Record<RefusalReason, string>> = {
    password: "Read the password out to the customer, or set a new one and enter it in the device.",
    device: `Only ${user.macAddress ?? "one device"} may use it${known}: enter the new device, or remove the lock.`,
    no_address: "Give the router's address pool more addresses.",
  };
  return {
    sentence: `The device dials in and is refused, as ${REFUSALS[reason]} (last at ${at(verdict.at, facts)}${times}).`,
    todo:
      remedies[reason] ??
      `Check the password in the device${user.macAddress ? ` and that it is ${user.macAddress}` : ""}.`,
    tone: "bad",
  };
}

/** RouterOS's words for the end of a session, as people would say it. */
const ENDINGS: Record<string, string> = {
  "peer-request": "the device hung up",
  "hung-up": "the line was cut",
  "idle-timeout": "nothing was sent for a while",
  "session-timeout": "its time was over",
  reset: "the session was reset",
  reboot: "the router restarted",
  "port-error": "the port failed",
  "nas-error": "the router had an error",
  "nas-request": "the router ended it",
};

function offlineWords(verdict: VerdictOf<"offline">, facts: ExplainFacts): StaffWords {
  const { disconnectReason } = verdict;
  const { user } = facts;
  const from = since(verdict.since, facts);
  if (user.serviceType === "static")
    return {
      sentence: `All is well on our side: the address has not answered${from}.`,
      todo: "Check the customer's device, its power and its cable.",
      tone: "warn",
    };
  const ending = disconnectReason ? (ENDINGS[disconnectReason] ?? disconnectReason) : undefined;
  return {
    sentence: `All is well on our side: the device has not ${
      user.serviceType === "hotspot" ? "signed in" : "dialled in"
    }${from}${ending ? ` (${ending})` : ""}.`,
    todo: "Have the customer check power and cable, and switch the device off and on.",
    tone: "warn",
  };
}

function todoForMove({ name, observedOnly, reachability, braked }: ExplainFacts["router"]): string {
  if (observedOnly) return `Press “Start managing” on the page of ${name}.`;
  if (braked) return `Look at the plan on the page of ${name} and let it through.`;
  if (reachability === "down") return `It follows by itself when ${name} answers again.`;
  return "It follows by itself; the sync runs show what was tried.";
}

/** What staff do about a named condition. */
const REMEDIES: Record<string, string> = {
  Conflict: "Take the row over from the menu, or give the user another username.",
  duplicate:
    "Another row there has this name, address or device: take it over from the menu, or change the user's.",
  conflict: "Look on the router for who uses it; it is tried again by itself.",
  NotKept: "Something on the router changes it back: look for scripts and other managers.",
  not_enough_permissions: "Give the API user's group read, write, sensitive and test.",
  no_such_command: "Install or enable the package that is missing on the router.",
  unknown_parameter: "Update RouterOS to 7.9 or later.",
  invalid_value: "Check the package and the router's settings for this value.",
  bad_reference: "A pool, server or interface of the router's settings is missing on it.",
  trap: "Put right on the router what it says there; it is tried again by itself.",
  too_many_rows: "Run that command on the router; it is tried again by itself when less is open.",
  protocol: "Restart the router; if that does not help, update RouterOS.",
  other_machine: "Look at the router's page: if it is the right one, press “Start managing”.",
  unreadable_secret: "Its password cannot be decrypted here: set a new one.",
  timeout: "The router is slow; it is tried again by itself.",
};

const todoFor = (condition: string): string =>
  REMEDIES[condition] ?? "It is tried again by itself; the sync runs show what was tried.";

/** An error's text as a sentence with a space behind it; nothing for none. */
const sentenceOf = (text: string | null): string => {
  const plain = text?.replace(/[.\s]*$/, "");
  return plain ? `${plain}${/[?!]$/.test(plain) ? "" : "."} ` : "";
};
