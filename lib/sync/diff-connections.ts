import type { Desired } from "./desired";
import type { ObservedRow } from "./observed";
import type { Change } from "./plan";
import { isRemoval } from "./policy";

/**
 * A firewall judges connections when they begin, and a FastTracked one never again: whoever is cut off or led to the
 * pay page keeps what is open until it is ended. So the cut itself ends it, by address and all at once; and so does a
 * later pass that finds any left by one that died. Who has access, or was held before, loses nothing.
 */
export function diffConnections(
  { session }: Desired,
  rows: readonly ObservedRow[],
  changes: readonly Change[],
  kicks: readonly Change[],
): Change[] {
  if (!session.held) return [];
  const others = new Set(rows.filter((row) => isOthers(row, session)).map(addressOf));
  const left = rows
    .filter(({ kind, name }) => kind === "connection" && !others.has(name))
    .map(({ name }) => name);
  const addresses = [...cutAddresses(session, changes, kicks), ...left];
  return [...new Set(addresses)]
    .filter((address) => address !== "")
    .map((name) => ({ verb: "kick", kind: "connection", name, before: {}, after: {}, why: WHY }));
}

const WHY = "it was opened while there was access";

function cutAddresses(
  { service, name, allowed }: Desired["session"],
  changes: readonly Change[],
  kicks: readonly Change[],
): string[] {
  if (service === "static") return changes.some(takesAccess) ? [name] : [];
  // Without any session there is no address left to send from; a hotspot's device keeps its own.
  if (service === "pppoe" && !allowed) return [];
  return kicks
    .filter(({ kind }) => kind === "session" || kind === "hotspot-active")
    .map(({ before }) => before.address ?? "");
}

/** A static address is kept out by a list, or by the binding that lets it past a hotspot no more. */
export const takesAccess = (change: Change): boolean =>
  (change.kind === "address-list" || change.kind === "ip-binding") && isRemoval(change);

/** An address that another login got since is theirs; a static one is nobody else's. */
const isOthers = ({ kind, name }: ObservedRow, { service, ...own }: Desired["session"]) =>
  service !== "static" && (kind === "session" || kind === "hotspot-active") && name !== own.name;

const addressOf = ({ fields }: ObservedRow) => fields.address ?? "";

/** Whose connections to look for because an earlier pass may have died in a cut: one that stored a moment and no end. */
export function cutAddressesOf({ session }: Desired): string[] {
  if (!session.held || session.notBefore === null) return [];
  const { service, name, lastAddress } = session;
  if (service === "static") return [name];
  return lastAddress === undefined ? [] : [lastAddress];
}
