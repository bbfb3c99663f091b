/** What we last saw to be on the router for a user: helps where a router shows no passwords, or names changed. */
export interface Written {
  comment: string;
  credentialVersion: number | null;
  /** The name, or static address, that sessions were known by then. */
  name?: string;
}
