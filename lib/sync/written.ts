import type { Intent } from "./intent";
import type { ResourceKind } from "./resource";

/** What we last saw to be on the router for a user: helps where a router shows no passwords, or names changed. */
export interface Written {
  comment: string;
  credentialVersion: number | null;
  /** The name, or static address, that sessions were known by then. */
  name?: string;
  /** The tables that had, or might have had, rows of the user; all when missing. */
  kinds?: ResourceKind[];
  /** What the user was let in to; not known when missing. */
  access?: Intent["access"];
}
