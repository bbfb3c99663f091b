import type { ResourceKind } from "./resource";

/** A row, or a live session, as found on the router: raw strings under RouterOS names. */
export interface ObservedRow {
  kind: ResourceKind;
  rowId: string;
  name: string;
  /** Without id, name, comment and flags. Unset fields are missing; so is a password that we may not see. */
  fields: Record<string, string>;
  comment?: string;
  dynamic: boolean;
  isDefault: boolean;
  /** Sessions only, by our clock; the truth may lie up to one second earlier. */
  startedAt?: Date;
}
