import type { ObservedRow } from "./observed";
import type { ResourceKind } from "./resource";

/** A row that nobody has read yet: most are as they were. */
export interface UnreadRow {
  /** Equal exactly for rows that say the same, their id included; what only counts time is left out. */
  readonly digest: number;
  /**
   * Says each of these, word for word; what is unset says the default. False also when it cannot be told without
   * reading, as of a password that is not shown.
   */
  says(
    fields: Readonly<Record<string, string>>,
    specs: Readonly<Record<string, { default: string; secret?: true }>>,
  ): boolean;
  /** Of a session, by our clock, in ms; undefined when the router does not say. */
  startedAtMs(): number | undefined;
  /** Reads it, anew each time: who keeps it, keeps what it holds. With names of fields at least those, `.id` aside. */
  read(fields?: readonly string[]): ObservedRow;
}

/** One print of one table, in the router's order. */
export interface UnreadTable {
  kind: ResourceKind;
  rows: readonly UnreadRow[];
}
