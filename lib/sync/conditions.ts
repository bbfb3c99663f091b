/** Synced: could we make it so? Ready: does it work for the customer? */
export interface SyncCondition {
  type: "Synced" | "Ready";
  status: "true" | "false" | "unknown";
  /** CamelCase, one word, for machines: RouterDown, Conflict, MissingPermission… */
  reason: string;
  message: string;
  since: string;
  observedGeneration: number;
}
