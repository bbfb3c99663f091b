import type { Resource } from "./resource";

/** Which live sessions of a user may be. */
export interface SessionRule {
  /** The name that sessions carry. */
  name: string;
  /** False: no session at all may be seen. */
  allowed: boolean;
  /** Sessions that began before this moment run on old settings and must go; null when none can. */
  notBefore: Date | null;
}

/** What the compiler makes of an intent for one router. */
export interface Desired {
  /** `isp:<installationId>:<userId>`: the mark of rows that are this user's. */
  tag: string;
  /** `isp:<installationId>`: the mark of rows that all users share. */
  sharedTag: string;
  resources: Resource[];
  session: SessionRule;
  /** Whether the password wanted is the one written last; decides where the router does not show passwords. */
  passwordWritten: boolean;
}
