import type { ResourceKind } from "../resource";
import type { Normaliser } from "../values";

/** Whether a change of a field, from what to what, must drop running sessions. */
export type Effect = (before: string, after: string) => boolean;

export interface FieldSpec {
  /** What an unset field means; unset, empty and this are one and the same. */
  default: string;
  normalise: Normaliser;
  /** Shown as "•••" in plans. */
  secret?: true;
  /** A running session keeps the old value: it must be dropped when this changes. */
  effective?: true | Effect;
}

/** One kind of row, as data: all that the planner must know about it. */
export interface KindSpec {
  kind: ResourceKind;
  /** What people call such a row, if not by its kind. */
  noun?: string;
  /** Referents before referrers when creating, the other way round when deleting. */
  order: number;
  /** "user": carries the user's tag. "shared": carries the installation's. "live": never written, only ended. */
  scope: "user" | "shared" | "live";
  /** The fields that say which row it is, in tables whose rows have no name. */
  key?: readonly string[];
  /** Sessions are opened from such a row. */
  login?: true;
  /** An enabled row lets somebody in: where it may not be removed, it is disabled. */
  admits?: true;
  /** An enabled row takes access away instead of giving it; a disabled one is in nobody's way. */
  restricts?: true;
  /** True when an operator's own row of this name serves as well as ours would. */
  foreignServes?: true;
  /** The router's own: known by what its comment says after our mark, and its place in the table counts. */
  rule?: true;
  /** The managed fields; all others are left alone. */
  fields: Record<string, FieldSpec>;
}
