import type { RouterPort, Row } from "../port";
import { anyOf } from "../query";
import { optional } from "./optional";

/** The lines that tell of refused sign-ins; topics can only be asked for whole. */
const TOPICS = [
  "pppoe,ppp,error",
  "ppp,error",
  "hotspot,info,debug",
  "hotspot,account,info,debug",
  "hotspot,info",
];

export type RefusalReason =
  | "password"
  | "device"
  | "busy"
  | "cap"
  | "no_address"
  | "unknown_user"
  | "disabled"
  | "other";

export interface Refusal {
  service: "pppoe" | "hotspot";
  name: string;
  reason: RefusalReason;
}

export interface RefusalReading {
  /** Oldest first. */
  refusals: Refusal[];
  /** Where to go on reading. */
  position: string;
}

/**
 * Refused sign-ins in the router's log, which keeps a thousand lines or so, behind a position; without one, only where
 * the log ends now. Lines are numbered upwards until the router restarts. Undefined if the log is not shown.
 * Throws RouterError.
 */
export async function readRefusals(
  router: RouterPort,
  after: string | null,
): Promise<RefusalReading | undefined> {
  const rows = await optional(
    router.print("/log", {
      proplist: [".id", "topics", "message"],
      query: anyOf(TOPICS.map((topics) => [`topics=${topics}`])),
      deadlineMs: 15_000,
    }),
  );
  if (!rows) return undefined;
  const lines = rows.map((row) => ({ row, at: numberOf(row[".id"]) }));
  const end = lines.reduce((last, { at }) => Math.max(last, at), 0);
  if (after === null) return { refusals: [], position: String(end) };
  const from = Number(after);
  // A log that ends before the position was begun anew.
  const fresh = lines.filter(({ at }) => end < from || at > from);
  fresh.sort((a, b) => a.at - b.at);
  return { refusals: fresh.flatMap(({ row }) => refusalOf(row) ?? []), position: String(end) };
}

const numberOf = (rowId = ""): number => Number.parseInt(rowId.slice(1), 16) || 0;

/** What a line of the log tells of a refused sign-in; undefined for any other line. */
export function refusalOf({ topics = "", message = "" }: Row): Refusal | undefined {
  if (topics.startsWith("hotspot")) {
    const [, name, why] = /^(?:->: )?(.+?) \([^)]*\): login failed: (.+)$/.exec(message) ?? [];
    return name && why ? { service: "hotspot", name, reason: reasonOf(why) } : undefined;
  }
  const [, name, why] = /user (.+?) authentication failed(?: - (.+))?$/.exec(message) ?? [];
  return name ? { service: "pppoe", name, reason: reasonOf(why ?? "") } : undefined;
}

/** Releases word it differently, and PPP often gives no reason at all. */
const REASONS: [RegExp, RefusalReason][] = [
  [/caller|mac.?address|not yours/i, "device"],
  [/already|no more sessions|simultaneous/i, "busy"],
  [/limit/i, "cap"],
  [/no .*address|pool/i, "no_address"],
  [/disabled/i, "disabled"],
  [/unknown user|no such user/i, "unknown_user"],
  [/password|invalid user/i, "password"],
];

const reasonOf = (why: string): RefusalReason =>
  REASONS.find(([words]) => words.test(why))?.[1] ?? "other";
