import type { DesiredAllowance } from "./allowance";
import type { Intent } from "./intent";
import type { Resource } from "./resource";

/** Which live sessions of a user may be. */
export interface SessionRule {
  service: Intent["serviceType"];
  /** The name that sessions carry; of a static user, the address. */
  name: string;
  /** The name, or address, until now: what runs under it must go, also when the renaming is done already. */
  formerName?: string;
  /** False: no session at all may be seen. */
  allowed: boolean;
  /** The user reaches the pay page at most: what was opened before must not go on. */
  held?: boolean;
  /** Where the user was last seen: connections from there are looked for when a pass may have died in a cut. */
  lastAddress?: string;
  /** Sessions that began before this moment run on old settings and must go; null when none can. */
  notBefore: Date | null;
}

/** What the compiler makes of an intent for one router. */
export interface Desired {
  /** `isp:<installationId>:<userId>`: the mark of rows that are this user's. */
  tag: string;
  /** `isp:<installationId>`: the mark of rows that all users share. */
  sharedTag: string;
  /** The whole comment of this user's rows: mark and words. */
  comment: string;
  resources: Resource[];
  /** Limits count from here on; without one from the beginning. */
  allowance?: DesiredAllowance;
  session: SessionRule;
  /** Whether the password wanted is the one written last; decides where the router does not show passwords. */
  passwordWritten: boolean;
}
