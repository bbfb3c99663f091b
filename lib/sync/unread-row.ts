import type { ObservedRow } from "./observed";
import type { ResourceKind } from "./resource";

/** A row that nobody has read yet: most are as they were. */
export interface UnreadRow {
  /** Equal exactly for rows that say the same, their id included; what only counts time is left out. */
  readonly digest: number;
  /** Of a session, by our clock, in ms; undefined when the router does not say. */
  startedAtMs(): number | undefined;
  /** Reads it, anew each time: who keeps it, keeps what it holds. */
  read(): ObservedRow;
}

/** One print of one table, in the router's order. */
export interface UnreadTable {
  kind: ResourceKind;
  rows: readonly UnreadRow[];
}
