import type { Desired } from "./desired";
import { normaliseRow } from "./normalise";
import type { ObservedRow } from "./observed";
import { carriesTag, ownerOf } from "./ownership";
import type { Resource } from "./resource";
import { byteCount, durationMs } from "./values";

/** Bytes both ways, and time online. */
export interface Usage {
  bytes: number;
  seconds: number;
}

/** What was used of an allowance before the user came, by the id of the router where. */
export type Carried = Readonly<Record<string, Usage>>;

/** Where a user's counters stood when an allowance began. Stored before the limits are written. */
export interface AllowanceMark {
  epoch: string;
  /** All use until then, of running sessions too; less what was used elsewhere, so it may be below zero. */
  used: Usage;
  /** What the user's row itself had counted: less than this later means that somebody set it back. */
  counted: Usage;
  /** What of it was used elsewhere, as far as it was known. */
  carried?: Carried;
}

/** What was last seen to have been used of an allowance, by our clock. */
export interface UsageSeen {
  epoch: string;
  used: Usage;
  /** ISO. */
  at: string;
}

/** How much may be used since when, and where the counters stood then, as far as it is known. */
export interface DesiredAllowance {
  epoch: string;
  mark: AllowanceMark | null;
  /** What was used of it on the routers that the user comes from. */
  carried?: Carried;
  /** We have never written this user's row: a limit that it has was given by whoever ran the router before. */
  unwritten?: boolean;
}

/**
 * Routers count a hotspot user's use for ever and hold it against limits of all time. So a limit is what had been used
 * when the allowance began, and the allowance on top: no counter is ever reset, and writing it twice gives nothing
 * twice. Returns the limits so raised, and the mark that they stand on.
 */
export function settleAllowance(
  desired: Desired,
  observed: readonly ObservedRow[],
): { desired: Desired; mark: AllowanceMark | null } {
  const { allowance } = desired;
  if (!allowance || !desired.resources.some(isUser)) return { desired, mark: null };
  const mark = markOf(allowance, usageOf(desired, observed), givenBefore(desired, observed));
  const resources = desired.resources.map((resource) =>
    isUser(resource) ? { ...resource, fields: raise(resource.fields, mark.used) } : resource,
  );
  return { desired: { ...desired, resources }, mark };
}

const isUser = ({ kind, ensure }: Resource) => kind === "hotspot-user" && ensure === "present";

function markOf(
  { epoch, mark, carried }: DesiredAllowance,
  now: Omit<AllowanceMark, "epoch">,
  given: Partial<Usage>,
): AllowanceMark {
  const goesOn =
    mark?.epoch === epoch &&
    now.counted.bytes >= mark.counted.bytes &&
    now.counted.seconds >= mark.counted.seconds;
  if (goesOn) return mark;
  const used = Object.values(carried ?? {}).reduce(less, now.used);
  return { epoch, counted: now.counted, used: { ...used, ...given }, ...(carried && { carried }) };
}

const less = (a: Usage, b: Usage): Usage => ({
  bytes: a.bytes - b.bytes,
  seconds: a.seconds - b.seconds,
});

/**
 * The mark of a user's new home with what is known by now of the use on a router that they came from: what goes beyond
 * what was carried counts too. The same mark when nothing does.
 */
export function settleCarried(
  mark: AllowanceMark,
  routerId: string,
  { epoch, used }: UsageSeen,
): AllowanceMark {
  const carried = mark.carried?.[routerId];
  if (mark.epoch !== epoch || !carried) return mark;
  const known = {
    bytes: Math.max(used.bytes, carried.bytes),
    seconds: Math.max(used.seconds, carried.seconds),
  };
  const late = less(known, carried);
  if (late.bytes === 0 && late.seconds === 0) return mark;
  return { ...mark, used: less(mark.used, late), carried: { ...mark.carried, [routerId]: known } };
}

/** Whoever was given a limit before we came keeps it, no more and no less: the mark is what leads to it. */
function givenBefore(desired: Desired, observed: readonly ObservedRow[]): Partial<Usage> {
  const { allowance, tag, resources } = desired;
  const row = observed.find(
    ({ kind, comment }) => kind === "hotspot-user" && carriesTag(comment, tag),
  );
  const wanted = resources.find(isUser);
  if (!allowance?.unwritten || allowance.mark || !row || !wanted) return {};
  const [has, cap] = [limitsOf(normaliseRow(row).fields), limitsOf(wanted.fields)];
  return {
    ...(has.bytes > 0 && cap.bytes > 0 && { bytes: has.bytes - cap.bytes }),
    ...(has.seconds > 0 && cap.seconds > 0 && { seconds: has.seconds - cap.seconds }),
  };
}

const limitsOf = (fields: ObservedRow["fields"]): Usage => ({
  bytes: amount(fields["limit-bytes-total"]),
  seconds: (durationMs(fields["limit-uptime"] ?? "") ?? 0) / 1_000,
});

/** What a user has used since the mark, by the rows of the router that it belongs to. */
export function usedSince(
  mark: AllowanceMark,
  desired: Desired,
  observed: readonly ObservedRow[],
): Usage {
  const { used } = usageOf(desired, observed);
  return {
    bytes: Math.max(0, used.bytes - mark.used.bytes),
    seconds: Math.max(0, used.seconds - mark.used.seconds),
  };
}

/** What these rows of a router tell of the use of the allowance that the mark is about; undefined when they do not. */
export function usageSeen(
  mark: AllowanceMark | null,
  desired: Desired,
  observed: readonly ObservedRow[],
  at: Date,
): UsageSeen | undefined {
  if (!mark || mark.epoch !== desired.allowance?.epoch) return undefined;
  const isRow = ({ kind, comment }: ObservedRow) =>
    kind === "hotspot-user" && carriesTag(comment, desired.tag);
  if (!observed.some(isRow)) return undefined;
  return { epoch: mark.epoch, used: usedSince(mark, desired, observed), at: at.toISOString() };
}

function usageOf({ tag, session }: Desired, observed: readonly ObservedRow[]) {
  const own = observed.filter((row) => row.kind === "hotspot-user" && carriesTag(row.comment, tag));
  const row = own.find(({ name }) => name === session.name) ?? own[0];
  const counted = row ? countersOf(row) : { bytes: 0, seconds: 0 };
  const running = observed.filter(
    ({ kind, name }) => kind === "hotspot-active" && row !== undefined && name === row.name,
  );
  const used = running
    .map(countersOf)
    .reduce(
      (sum, one) => ({ bytes: sum.bytes + one.bytes, seconds: sum.seconds + one.seconds }),
      counted,
    );
  return { used, counted };
}

const countersOf = ({ fields }: ObservedRow): Usage => ({
  bytes: amount(fields["bytes-in"]) + amount(fields["bytes-out"]),
  seconds: Math.floor((durationMs(fields.uptime ?? "") ?? 0) / 1_000),
});

const amount = (raw: string | undefined) => Number(byteCount(raw ?? "0")) || 0;

function raise(fields: Record<string, string>, used: Usage): Record<string, string> {
  const { "limit-bytes-total": bytes = "", "limit-uptime": uptime = "" } = fields;
  const seconds = (durationMs(uptime) ?? 0) / 1_000;
  return {
    ...fields,
    // Nothing left is written as next to nothing: zero would be no limit at all.
    ...(bytes !== "" && { "limit-bytes-total": String(Math.max(1, used.bytes + amount(bytes))) }),
    ...(uptime !== "" && { "limit-uptime": `${Math.max(1, used.seconds + seconds)}s` }),
  };
}

/** True when the router lets this user in no more because all that was bought is used. */
export const isUsedUp = ({ tag }: Desired, observed: readonly ObservedRow[]): boolean =>
  observed.some((row) => carriesTag(row.comment, tag) && isSpent(row));

/** The users of this installation, by id, whom a router lets in no more for that reason. */
export const usersUsedUp = (observed: readonly ObservedRow[], sharedTag: string): string[] =>
  observed.filter(isSpent).flatMap(({ comment }) => {
    const owner = ownerOf(comment);
    return owner?.sharedTag === sharedTag && owner.userId ? [owner.userId] : [];
  });

/** True for a hotspot login whose limits are reached. */
export function isSpent(row: ObservedRow): boolean {
  if (row.kind !== "hotspot-user") return false;
  const { "limit-bytes-total": bytes = "0", "limit-uptime": uptime = "" } =
    normaliseRow(row).fields;
  const limit = { bytes: amount(bytes), seconds: (durationMs(uptime) ?? 0) / 1_000 };
  const used = countersOf(row);
  return (
    (limit.bytes > 0 && used.bytes >= limit.bytes) ||
    (limit.seconds > 0 && used.seconds >= limit.seconds)
  );
}
