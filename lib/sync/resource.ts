/** Kinds of rows (and of live sessions) that plans speak about. */
export type ResourceKind = "pool" | "profile" | "secret" | "session";

/** One row that should, or must not, be on the router. Field values are RouterOS strings, normalised. */
export interface Resource {
  kind: ResourceKind;
  name: string;
  ensure: "present" | "absent";
  fields: Record<string, string>;
}
