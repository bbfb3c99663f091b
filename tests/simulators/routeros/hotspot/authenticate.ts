import { parseDuration } from "../duration";
import type { StoredRow } from "../tables/spec";
import type { Table } from "../tables/table";
import type { Row } from "../types";

/** What a device presents. Byte strings; without a password it has a cookie. */
export interface HotspotCredentials {
  user: string;
  password?: string;
  mac: string;
  address: string;
  /** The `.id` of the hotspot server. */
  server: string;
}

/** What a session keeps until it ends, whatever is edited meanwhile. */
export interface HotspotGrant {
  /** The `.id` of the user. */
  userId: string;
  rateLimit?: string;
  addressList?: string;
  /** Milliseconds and bytes that are left. */
  timeLeft: number;
  bytesLeft: number;
  /** How many may be signed in as this user at once. */
  sharedUsers: number;
  /** Milliseconds that a MAC cookie lives; undefined if there is none. */
  macCookie?: number;
}

/** Thrown with the reason as the router's log would give it. */
export class LoginRefused extends Error {}

const UNLIMITED = Number.POSITIVE_INFINITY;

/** The user of this server beats the one of all servers. */
function findUser(users: Table, name: string, server: string): StoredRow {
  const named = users.rowsNamed(name);
  const user =
    named.find(({ fields }) => fields.server === server) ??
    named.find(({ fields }) => fields.server === undefined);
  if (!user) throw new LoginRefused("unknown user");
  return user;
}

function requireMatch({ fields }: StoredRow, { password, mac, address }: HotspotCredentials): void {
  if (fields.disabled === "true") throw new LoginRefused("user is disabled");
  if (password !== undefined && fields.password !== password) {
    throw new LoginRefused("wrong password");
  }
  if (fields["mac-address"] && fields["mac-address"] !== mac) {
    throw new LoginRefused("mac-address does not match");
  }
  if (fields.address && fields.address !== address) {
    throw new LoginRefused("address does not match");
  }
}

function timeLeft(user: Row, profile: Row): number {
  const limit = parseDuration(user["limit-uptime"] ?? "");
  const left = limit === undefined ? UNLIMITED : limit - (parseDuration(user.uptime ?? "0s") ?? 0);
  if (left <= 0) throw new LoginRefused("uptime limit reached");
  return Math.min(left, parseDuration(profile["session-timeout"] ?? "") || UNLIMITED);
}

function bytesLeft(user: Row): number {
  const used = [Number(user["bytes-in"] ?? 0), Number(user["bytes-out"] ?? 0)] as const;
  const left = (limit: string | undefined, bytes: number) =>
    limit === undefined ? UNLIMITED : Number(limit) - bytes;
  const least = Math.min(
    left(user["limit-bytes-in"], used[0]),
    left(user["limit-bytes-out"], used[1]),
    left(user["limit-bytes-total"], used[0] + used[1]),
  );
  if (least <= 0) throw new LoginRefused("traffic limit reached");
  return least;
}

/** Judges an attempt against the tables as they are now. Throws {@link LoginRefused}. */
export function authenticateHotspot(
  credentials: HotspotCredentials,
  { users, profiles }: { users: Table; profiles: Table },
): HotspotGrant {
  const user = findUser(users, credentials.user, credentials.server);
  requireMatch(user, credentials);
  // A profile that was removed under the user is taken as the default one.
  const profile = (profiles.find(user.fields.profile ?? "*0") ?? profiles.find("*0"))?.fields ?? {};
  const shared = profile["shared-users"] ?? "1";
  return {
    userId: user.id,
    timeLeft: timeLeft(user.fields, profile),
    bytesLeft: bytesLeft(user.fields),
    sharedUsers: shared === "unlimited" ? UNLIMITED : Number(shared),
    ...(profile["rate-limit"] ? { rateLimit: profile["rate-limit"] } : {}),
    ...(profile["address-list"] ? { addressList: profile["address-list"] } : {}),
    ...(profile["add-mac-cookie"] === "true"
      ? { macCookie: parseDuration(profile["mac-cookie-timeout"] ?? "3d") ?? 0 }
      : {}),
  };
}
