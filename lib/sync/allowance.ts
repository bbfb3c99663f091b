import type { Desired } from "./desired";
import { normaliseRow } from "./normalise";
import type { ObservedRow } from "./observed";
import { carriesTag, ownerOf } from "./ownership";
import { byteCount, durationMs } from "./values";

/** Bytes both ways, and time online. */
export interface Usage {
  bytes: number;
  seconds: number;
}

/** Where a user's counters stood when an allowance began. Stored before the limits are written. */
export interface AllowanceMark {
  epoch: string;
  /** All use until then, of running sessions too. */
  used: Usage;
  /** What the user's row itself had counted: less than this later means that somebody set it back. */
  counted: Usage;
}

/** How much may be used since when, and where the counters stood then, as far as it is known. */
export interface DesiredAllowance {
  epoch: string;
  mark: AllowanceMark | null;
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
  if (!allowance) return { desired, mark: null };
  const mark = markOf(allowance, usageOf(desired, observed));
  const resources = desired.resources.map((resource) =>
    resource.kind === "hotspot-user" && resource.ensure === "present"
      ? { ...resource, fields: raise(resource.fields, mark.used) }
      : resource,
  );
  return { desired: { ...desired, resources }, mark };
}

function markOf({ epoch, mark }: DesiredAllowance, now: Omit<AllowanceMark, "epoch">) {
  const goesOn =
    mark?.epoch === epoch &&
    now.counted.bytes >= mark.counted.bytes &&
    now.counted.seconds >= mark.counted.seconds;
  return goesOn ? mark : { epoch, ...now };
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
    ...(bytes !== "" && { "limit-bytes-total": String(used.bytes + amount(bytes)) }),
    ...(uptime !== "" && { "limit-uptime": `${used.seconds + seconds}s` }),
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
