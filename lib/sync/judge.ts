import type { SyncCondition } from "./conditions";
import type { Desired } from "./desired";
import type { GuardFinding } from "./guard-findings";
import type { ObservedRow } from "./observed";
import type { Plan, Skipped } from "./plan";
import { serviceKinds } from "./session-kinds";

export interface Judgement {
  status: "in_sync" | "failed" | "paused";
  /** One CamelCase word, as in SyncCondition. */
  reason: string;
  message: string;
}

/** What a plan made after acting says about a user: empty means in sync, anything left has a reason. */
export function judgePlan(plan: Plan): Judgement {
  const first = (reason: Skipped["reason"]) => plan.skipped.find((s) => s.reason === reason);
  const foreign = first("foreign");
  if (foreign) return { status: "failed", reason: "Conflict", message: foreign.message };
  const brake = first("brake");
  if (brake) return { status: "paused", reason: "Brake", message: brake.message };
  const policy = first("policy");
  if (policy) return { status: "paused", reason: "Policy", message: policy.message };
  if (plan.changes.length > 0) {
    const names = plan.changes.map((c) => `${c.verb} ${c.kind} ${c.name}`).join(", ");
    const message = `The router did not keep what was written: ${names}.`;
    return { status: "failed", reason: "NotKept", message };
  }
  const duplicate = first("duplicate");
  return {
    status: "in_sync",
    reason: duplicate ? "InSyncWithDuplicate" : "InSync",
    message: duplicate?.message ?? "The router is as it should be.",
  };
}

/** What keeps a user out, or at the pay page, does so only where the router's own rules say so. */
export const judgeHeld = (
  verdict: Judgement,
  desired: Desired,
  findings: readonly GuardFinding[],
): Judgement => judgeOnLists(verdict, heldOn(desired), findings);

/** The same, of who stands on these lists. */
export function judgeOnLists(
  verdict: Judgement,
  lists: readonly string[],
  findings: readonly GuardFinding[],
): Judgement {
  if (verdict.status !== "in_sync") return verdict;
  const open = findings.find(({ list }) => list !== undefined && lists.includes(list));
  return open ? { status: "paused", reason: open.reason, message: open.message } : verdict;
}

/** The address lists that keep a user out, or at the pay page. */
export const heldOn = ({ resources }: Desired): string[] =>
  resources
    .filter(({ ensure }) => ensure === "present")
    .flatMap(({ kind, fields: { list = "", "address-list": profileList = "" } }) => {
      if (kind === "address-list") return [list];
      return kind === "profile" && profileList !== "" ? [profileList] : [];
    });

/** Whether it works for the customer right now, by the row that shows them online. */
export function judgeReady(
  desired: Desired,
  session: ObservedRow | undefined,
  access: "on" | "walled" | "off",
  usedUp = false,
): Omit<SyncCondition, "since" | "observedGeneration"> {
  const type = "Ready";
  if (!desired.session.allowed)
    return { type, status: "false", reason: "NoAccess", message: "The user has no access." };
  if (!isWatched(desired))
    return {
      type,
      status: "unknown",
      reason: "NotWatched",
      message: "This router does not watch whether static addresses answer.",
    };
  if (!session && usedUp)
    return {
      type,
      status: "false",
      reason: "UsedUp",
      message: "The time or data that was paid for is used up.",
    };
  if (!session) return { type, status: "false", reason: "Offline", message: offline(desired) };
  if (access === "walled")
    return {
      type,
      status: "false",
      reason: "Walled",
      message: "Online, but only as far as the pay page.",
    };
  return { type, status: "true", reason: "Online", message: "The device is online." };
}

/** Whether the router can tell who of these is online. */
export const isWatched = ({ resources, session }: Desired): boolean =>
  session.service !== "static" ||
  resources.some((resource) => resource.kind === "netwatch" && resource.ensure === "present");

/** The row that shows the user online, if any; of several the first. */
export function findSighting(
  { session }: Desired,
  rows: readonly ObservedRow[],
): ObservedRow | undefined {
  const { sighting } = serviceKinds[session.service];
  return rows.find((row) => row.kind === sighting && row.name === session.name && isSighting(row));
}

const SIGHTINGS = new Set(Object.values(serviceKinds).map(({ sighting }) => sighting));

/** True for the rows that tell who is online. */
export const isSightingKind = (kind: ObservedRow["kind"]): boolean => SIGHTINGS.has(kind);

/** Netwatch rows are always there and say how it stands; a session is there or it is not. */
export const isSighting = (row: ObservedRow): boolean =>
  row.kind !== "netwatch" || row.fields.status === "up";

/** For some minutes after a restart a router's netwatch knows nothing: that is no "down". */
export const isUndecided = (row: ObservedRow): boolean =>
  row.kind === "netwatch" && row.fields.status === "unknown";

const offline = ({ session }: Desired) =>
  session.service === "static"
    ? "The address does not answer the router's pings."
    : "No session: the device has not dialled in.";

/** New conditions over old ones: `since` moves only when status or reason do. */
export function mergeConditions(
  previous: readonly SyncCondition[],
  next: readonly Omit<SyncCondition, "since">[],
  at: string,
): SyncCondition[] {
  return next.map((condition) => {
    const old = previous.find(({ type }) => type === condition.type);
    const same = old?.status === condition.status && old.reason === condition.reason;
    return { ...condition, since: same ? old.since : at };
  });
}
