import type { ResourceKind } from "./resource";

export type Policy = "observe_only" | "no_deletes" | "full";

/** One step of a plan, with what was and what will be. Secret values appear as "•••". */
export interface Change {
  verb: "create" | "update" | "move" | "delete" | "kick";
  kind: ResourceKind;
  name: string;
  /** RouterOS row id where the row exists. */
  rowId?: string;
  /** Ordered tables: the row that this one is put in front of; the end of the table if omitted. */
  beforeRow?: string;
  before: Record<string, string>;
  after: Record<string, string>;
  why: string;
}

/** A difference that is left alone, and why. */
export interface Skipped {
  kind: ResourceKind;
  name: string;
  reason: "foreign" | "policy" | "brake" | "duplicate";
  message: string;
}

export interface Plan {
  changes: Change[];
  skipped: Skipped[];
  /** What staff should know of how it came about. */
  notes?: string[];
}
