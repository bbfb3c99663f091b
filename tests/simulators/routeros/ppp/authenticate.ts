import { isIP } from "node:net";
import { parseDuration } from "../duration";
import type { StoredRow } from "../tables/spec";
import type { Table } from "../tables/table";
import type { AddressBook } from "./address-book";
import { expandRanges } from "./ranges";

/** What a dial-in attempt presents. Byte strings. */
export interface Credentials {
  name: string;
  password: string;
  callerId: string;
}

export interface Tables {
  secrets: Table;
  profiles: Table;
  pools: Table;
}

/** What a session keeps until it ends, whatever is edited meanwhile. */
export interface Grant {
  address: string;
  profile: string;
  rateLimit?: string;
  addressList?: string;
  /** Milliseconds until the router ends the session by itself. */
  timeout?: number;
  /** The profile's `only-one=yes`. */
  onlyOne: boolean;
}

/** Thrown with the reason as the router's log would give it. */
export class DialRefused extends Error {}

/** Without any address of its own a PPP server takes one of these. */
const FALLBACK_RANGE = "10.112.112.2-10.112.112.254";

function matchSecret(secrets: Table, { name, password, callerId }: Credentials): StoredRow {
  const secret = secrets.find(name);
  if (secret?.fields.name !== name) throw new DialRefused("unknown user");
  const { fields } = secret;
  if (fields.disabled === "true") throw new DialRefused("secret is disabled");
  if (fields.service !== "any" && fields.service !== "pppoe") {
    throw new DialRefused("secret is for another service");
  }
  if (fields.password !== password) throw new DialRefused("wrong password");
  if (fields["caller-id"] && fields["caller-id"] !== callerId) {
    throw new DialRefused("caller-id does not match");
  }
  return secret;
}

/** A fixed address of the secret beats the profile's; pools follow their `next-pool`. */
function chooseAddress(
  secret: StoredRow,
  profile: StoredRow | undefined,
  pools: Table,
  addresses: AddressBook,
): string {
  const wanted = secret.fields["remote-address"] ?? profile?.fields["remote-address"];
  if (wanted !== undefined && isIP(wanted)) return wanted;
  const visited = new Set<string>();
  let pool = wanted === undefined ? undefined : pools.find(wanted);
  const usesFallback = pool === undefined;
  while (pool && !visited.has(pool.id)) {
    visited.add(pool.id);
    const free = addresses.free(expandRanges(pool.fields.ranges ?? "") ?? []);
    if (free !== undefined) return free;
    pool = pools.find(pool.fields["next-pool"] ?? "none");
  }
  const fallback = usesFallback && addresses.free(expandRanges(FALLBACK_RANGE) ?? []);
  if (!fallback) throw new DialRefused("no address left in the pool");
  return fallback;
}

/** Judges an attempt against the tables as they are now. Throws {@link DialRefused}. */
export function authenticate(
  credentials: Credentials,
  { secrets, profiles, pools }: Tables,
  addresses: AddressBook,
): Grant {
  const secret = matchSecret(secrets, credentials);
  // A profile that was removed under the secret is taken as the default one.
  const profile = profiles.find(secret.fields.profile ?? "*0") ?? profiles.find("*0");
  const { "rate-limit": rateLimit, "address-list": addressList } = profile?.fields ?? {};
  const timeout = parseDuration(profile?.fields["session-timeout"] ?? "");
  return {
    address: chooseAddress(secret, profile, pools, addresses),
    profile: profile?.fields.name ?? "default",
    ...(rateLimit ? { rateLimit } : {}),
    ...(addressList ? { addressList } : {}),
    ...(timeout ? { timeout } : {}),
    onlyOne: profile?.fields["only-one"] === "yes",
  };
}
