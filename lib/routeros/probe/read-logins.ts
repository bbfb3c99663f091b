import type { RouterPort, Row } from "../port";
import { anyOf } from "../query";
import { durationSeconds, wallClock, wholeNumber } from "../values";
import { optional } from "./optional";

export interface LastSession {
  name: string;
  /** How long ago by the router's own clock, which may be wrong; undefined when it never was. */
  endedSecondsAgo?: number;
  callerId?: string;
  /** RouterOS's word, such as `peer-request`; version 7 only. */
  reason?: string;
}

/** How the last PPP sessions of these logins ended. Bounded by who asks. Throws RouterError. */
export async function readLastSessions(
  router: RouterPort,
  names: readonly string[],
): Promise<LastSession[]> {
  if (names.length === 0) return [];
  const [rows, [clock]] = await Promise.all([
    optional(
      router.print("/ppp/secret", {
        proplist: ["name", "last-logged-out", "last-caller-id", "last-disconnect-reason"],
        query: anyOf(names.map((name) => [`name=${name}`])),
      }),
    ),
    router.print("/system/clock", { proplist: ["date", "time"] }),
  ]);
  const now = wallClock(`${clock?.date} ${clock?.time}`);
  return (rows ?? []).map((row) => lastSessionOf(row, now));
}

/** A login that never was shows 1970; a router without a clock of its own begins there too. */
const YEAR_2000 = 946_684_800_000;

function lastSessionOf(row: Row, now: number | undefined): LastSession {
  const ended = wallClock(row["last-logged-out"] ?? "");
  const known = ended !== undefined && now !== undefined && ended > YEAR_2000 && ended <= now;
  return {
    name: row.name ?? "",
    ...(known && { endedSecondsAgo: Math.round((now - ended) / 1000) }),
    ...(row["last-caller-id"] && { callerId: row["last-caller-id"] }),
    ...(row["last-disconnect-reason"] && { reason: row["last-disconnect-reason"] }),
  };
}

/** Those of these hotspot logins whose time or data is used up, as the router counts. Throws RouterError. */
export async function readUsedUp(router: RouterPort, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const rows = await optional(
    router.print("/ip/hotspot/user", {
      proplist: ["name", "uptime", "bytes-in", "bytes-out", "limit-uptime", "limit-bytes-total"],
      query: anyOf(names.map((name) => [`name=${name}`])),
    }),
  );
  return (rows ?? []).filter(isUsedUp).map((row) => row.name ?? "");
}

function isUsedUp(row: Row): boolean {
  const time = durationSeconds(row["limit-uptime"] ?? "") || Number.POSITIVE_INFINITY;
  const bytes = wholeNumber(row["limit-bytes-total"]) || Number.POSITIVE_INFINITY;
  const used = (wholeNumber(row["bytes-in"]) ?? 0) + (wholeNumber(row["bytes-out"]) ?? 0);
  return (durationSeconds(row.uptime ?? "") ?? 0) >= time || used >= bytes;
}
