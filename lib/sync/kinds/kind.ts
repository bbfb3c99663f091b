import type { ResourceKind } from "../resource";
import type { Normaliser } from "../values";

export interface FieldSpec {
  /** What an unset field means; unset, empty and this are one and the same. */
  default: string;
  normalise: Normaliser;
  /** Shown as "•••" in plans. */
  secret?: true;
  /** A running session keeps the old value: it must be dropped when this changes. */
  effective?: true;
}

/** One kind of row, as data: all that the planner must know about it. */
export interface KindSpec {
  kind: ResourceKind;
  /** Referents before referrers when creating, the other way round when deleting. */
  order: number;
  /** "user": carries the user's tag. "shared": carries the installation's, and many users refer to it. */
  scope: "user" | "shared";
  /** True when an operator's own row of this name serves as well as ours would. */
  foreignServes?: true;
  /** The managed fields; all others are left alone. */
  fields: Record<string, FieldSpec>;
}
