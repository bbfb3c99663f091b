import { contactWords, versionSupport } from "@/lib/routeros";
import { formatInstant } from "@/lib/time";
import type { AlertKind, AlertSeverity, Condition } from "./condition";

/** What is known of a router, from its last polls. */
export interface RouterFacts {
  id: string;
  name: string;
  hardwareId: string | null;
  seenHardwareId: string | null;
  reachability: "unknown" | "up" | "down";
  reachabilitySince: Date | null;
  lastError: string | null;
  lastErrorCode: string | null;
  rosVersion: string | null;
  rebootedAt: Date | null;
  tlsChangedAt: Date | null;
  brakeReason: string | null;
  users: number;
  /** Average of the last ten minutes; null when there are too few readings. */
  cpuPercent: number | null;
}

export interface JudgeOptions {
  now: Date;
  cpuPercent: number;
  /** Whether the processor is known to be busy: it must calm down by more than a little then. */
  cpuWasHigh: boolean;
}

const SHOWN_MS = { restart: 10 * 60_000, certificate: 24 * 3_600_000 };
const CALM_PERCENT = 10;

/** What is wrong with a router, or was a moment ago. Pure. */
export function judgeRouter(router: RouterFacts, options: JudgeOptions): Condition[] {
  const found: Condition[] = [];
  const say = (kind: AlertKind, severity: AlertSeverity, message: string) =>
    found.push({
      kind,
      severity,
      message,
      subjectKind: "router",
      subjectId: router.id,
      subjectName: router.name,
    });
  judgeContact(router, say, options.now);
  judgeMachine(router, say, options.now);
  const limit = options.cpuPercent - (options.cpuWasHigh ? CALM_PERCENT : 0);
  if (router.cpuPercent !== null && router.cpuPercent >= limit)
    say(
      "cpu_high",
      "warn",
      `The processor of ${router.name} is at ${options.cpuPercent}% or near it, over ten minutes.`,
    );
  return found;
}

type Say = (kind: AlertKind, severity: AlertSeverity, message: string) => void;

const isRecent = (at: Date | null, ms: number, now: Date): at is Date =>
  at !== null && now.getTime() - at.getTime() < ms;

function judgeContact(router: RouterFacts, say: Say, now: Date) {
  const { name, users, reachabilitySince, lastError, lastErrorCode } = router;
  if (router.lastErrorCode === "fingerprint_mismatch")
    say(
      "certificate_changed",
      "bad",
      `${name} shows another certificate than the pinned one. Nothing is sent to it.`,
    );
  else if (isRecent(router.tlsChangedAt, SHOWN_MS.certificate, now))
    say(
      "certificate_changed",
      "bad",
      `${name} has shown a new certificate since ${formatInstant(router.tlsChangedAt)}. Pin it if it is yours.`,
    );
  if (router.reachability !== "down") return;
  const since = reachabilitySince ? ` since ${formatInstant(reachabilitySince)}` : "";
  const who = `${users} ${users === 1 ? "user depends" : "users depend"} on it.`;
  say(
    "router_down",
    "bad",
    `${name} ${contactWords(lastErrorCode)}${since}. ${who} ${lastError ?? ""}`.trim(),
  );
}

function judgeMachine(router: RouterFacts, say: Say, now: Date) {
  const { name, hardwareId, seenHardwareId, rosVersion } = router;
  const swapped = hardwareId && seenHardwareId && hardwareId !== seenHardwareId;
  if (swapped)
    say(
      "router_swapped",
      "bad",
      `Another machine answers for ${name}: ${seenHardwareId}, it was ${hardwareId}. Nothing is changed on it.`,
    );
  else if (router.brakeReason)
    say("router_braked", "bad", `The brake stopped changes on ${name}. ${router.brakeReason}`);
  if (isRecent(router.rebootedAt, SHOWN_MS.restart, now))
    say("router_rebooted", "info", `${name} restarted at ${formatInstant(router.rebootedAt)}.`);
  const trouble = rosVersion === null ? undefined : versionTrouble(rosVersion);
  if (trouble) say("version_unsupported", "warn", `${name} runs ${trouble}`);
}

/** What to say of a release; undefined when all is well. */
export function versionTrouble(version: string): string | undefined {
  switch (versionSupport(version)) {
    case "unknown":
      return `an unknown RouterOS (“${version}”): look whether users follow.`;
    case "too_old":
      return `RouterOS ${version}, which is too old: 6.49 is the least, 7.9 or later works best.`;
    case "newer":
      return `RouterOS ${version}, which is newer than what this was tried with.`;
    default:
      return undefined;
  }
}
