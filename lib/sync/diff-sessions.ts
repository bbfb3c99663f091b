import type { Desired, SessionRule } from "./desired";
import { takesAccess } from "./diff-connections";
import { kinds } from "./kinds";
import { normaliseRow } from "./normalise";
import type { ObservedRow } from "./observed";
import { carriesTag } from "./ownership";
import type { Change } from "./plan";
import { serviceKinds } from "./session-kinds";

// Uptime is told in whole seconds: a session may be up to this much older than it looks.
export const UPTIME_GRAIN_MS = 1_000;

/**
 * Kicks are drift like any other: sessions without access, sessions older than the settings in force, and all
 * sessions when this very plan changes what a session is made from. Sessions under a foreign login are not ours.
 */
export function diffSessions(
  desired: Desired,
  rows: readonly ObservedRow[],
  changes: readonly Change[],
): Change[] {
  if (desired.session.service === "static") return diffHosts(desired, rows);
  const { main, sessions } = serviceKinds[desired.session.service];
  const logins = rows.filter((row) => row.kind === main);
  const mine = logins.filter((row) => carriesTag(row.comment, desired.tag));
  const foreign = new Set(logins.filter((row) => !mine.includes(row)).map((row) => row.name));
  const names = new Set([...sessionNames(desired.session), ...mine.map((row) => row.name)]);
  const resettled = changes.some(isEffective);
  const kicks = rows
    .filter((row) => sessions.includes(row.kind) && names.has(row.name) && !foreign.has(row.name))
    .flatMap((row) => {
      const why = kickReason(row, desired.session, resettled);
      return why ? [kick(row, why)] : [];
    });
  return [...kicks, ...hostsOf(kicks, rows)];
}

/** What a hotspot remembers of a device goes with the device's session: it would keep the old treatment. */
function hostsOf(kicks: readonly Change[], rows: readonly ObservedRow[]): Change[] {
  const why = new Map(
    kicks
      .filter((change) => change.kind === "hotspot-active")
      .map((change) => [change.before.address, change.why]),
  );
  return rows.flatMap((row) => {
    const reason = row.kind === "hotspot-host" ? why.get(row.fields.address ?? "") : undefined;
    return reason ? [kick(row, reason)] : [];
  });
}

/** The names, or addresses, that live rows of a user may carry, apart from names given by hand. */
export const sessionNames = ({
  name,
  formerName,
}: Pick<SessionRule, "name" | "formerName">): string[] =>
  formerName === undefined ? [name] : [name, formerName];

/** A hotspot treats a device by the binding that it first came under, until it forgets the device. */
function diffHosts(desired: Desired, rows: readonly ObservedRow[]): Change[] {
  const { resources, session, tag } = desired;
  const binding = resources.find((resource) => resource.kind === "ip-binding");
  if (!binding) return [];
  const { type, disabled } = binding.fields;
  const bypassed = binding.ensure === "present" && type === "bypassed" && disabled !== "true";
  const others = new Set(
    rows
      .filter((row) => row.kind === "ip-binding" && !carriesTag(row.comment, tag))
      .map((row) => row.name),
  );
  return rows
    .filter((row) => row.kind === "hotspot-host" && sessionNames(session).includes(row.name))
    .filter((row) => row.name === session.name || !others.has(row.name))
    .filter((row) => row.fields.bypassed !== String(bypassed && row.name === session.name))
    .map((row) => kick(row, "the hotspot treats it by an earlier binding"));
}

/** True when sessions that run now were made from something that this change replaces. */
export function isEffective(change: Change): boolean {
  const spec = kinds[change.kind];
  if (!spec.login) return false;
  if (change.verb !== "update") return true;
  return Object.entries(change.after).some(([field, after]) => {
    const effective = spec.fields[field]?.effective;
    if (typeof effective === "function") return effective(change.before[field] ?? "", after);
    return field === "name" || effective === true;
  });
}

/**
 * True when sessions made from the old settings may run, or begin before these changes are in force: then the moment
 * must be stored before the first of them. A login that is absent or disabled lets no session begin.
 */
export function needsSessionBound(
  desired: Desired,
  observed: readonly ObservedRow[],
  changes: readonly Change[],
): boolean {
  if (desired.session.service === "static")
    return desired.session.held === true && changes.some(takesAccess);
  if (!changes.some(isEffective)) return false;
  const { main, sessions } = serviceKinds[desired.session.service];
  return observed.some(
    (row) =>
      sessions.includes(row.kind) ||
      (row.kind === main &&
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

/** A start that is not known counts as old: one sign-in too many is better than an old rate kept. */
const isOlder = (row: ObservedRow, notBefore: Date) =>
  row.startedAt === undefined || row.startedAt.getTime() - UPTIME_GRAIN_MS < notBefore.getTime();

function kick(row: ObservedRow, why: string): Change {
  const { kind, name, rowId } = row;
  const address = row.fields.address;
  return { verb: "kick", kind, name, rowId, before: address ? { address } : {}, after: {}, why };
}
