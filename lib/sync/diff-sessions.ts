import type { Desired, SessionRule } from "./desired";
import { kinds } from "./kinds";
import { normaliseRow } from "./normalise";
import type { ObservedRow } from "./observed";
import { carriesTag } from "./ownership";
import type { Change } from "./plan";

// Uptime is told in whole seconds: a session may be up to this much older than it looks.
const UPTIME_GRAIN_MS = 1_000;

/**
 * Kicks are drift like any other: sessions without access, sessions older than the settings in force, and all
 * sessions when this very plan changes what a session is made from. Sessions under a foreign secret are not ours.
 */
export function diffSessions(
  desired: Desired,
  rows: readonly ObservedRow[],
  changes: readonly Change[],
): Change[] {
  const secrets = rows.filter((row) => row.kind === "secret");
  const mine = secrets.filter((row) => carriesTag(row.comment, desired.tag));
  const foreign = new Set(secrets.filter((row) => !mine.includes(row)).map((row) => row.name));
  const names = new Set([desired.session.name, ...mine.map((row) => row.name)]);
  const resettled = changes.some(isEffective);
  return rows
    .filter((row) => row.kind === "session" && names.has(row.name) && !foreign.has(row.name))
    .flatMap((row) => {
      const why = kickReason(row, desired.session, resettled);
      return why ? [kick(row, why)] : [];
    });
}

/** True when sessions that run now were made from something that this change replaces. */
export function isEffective(change: Change): boolean {
  if (change.verb === "kick") return false;
  const spec = kinds[change.kind];
  if (spec.scope !== "user") return false;
  if (change.verb !== "update") return true;
  return Object.keys(change.after).some((f) => f === "name" || spec.fields[f]?.effective);
}

/**
 * True when sessions made from the old settings may run, or begin before these changes are in force: then the moment
 * must be stored before the first of them. A secret that is absent or disabled lets no session begin.
 */
export function needsSessionBound(
  desired: Desired,
  observed: readonly ObservedRow[],
  changes: readonly Change[],
): boolean {
  if (!changes.some(isEffective)) return false;
  return observed.some(
    (row) =>
      row.kind === "session" ||
      (row.kind === "secret" &&
        carriesTag(row.comment, desired.tag) &&
        normaliseRow(row).fields.disabled === "false"),
  );
}

function kickReason(row: ObservedRow, rule: SessionRule, resettled: boolean) {
  if (!rule.allowed) return "the user has no access";
  if (resettled) return "it runs on settings that change now";
  if (rule.notBefore && isOlder(row, rule.notBefore))
    return "it is older than the settings in force";
  return undefined;
}

/** A start that is not known counts as old: one redial too many is better than an old rate kept. */
const isOlder = (row: ObservedRow, notBefore: Date) =>
  row.startedAt === undefined || row.startedAt.getTime() - UPTIME_GRAIN_MS < notBefore.getTime();

function kick(row: ObservedRow, why: string): Change {
  const { kind, name, rowId } = row;
  const address = row.fields.address;
  return { verb: "kick", kind, name, rowId, before: address ? { address } : {}, after: {}, why };
}
