/** Kinds of rows (and of live sessions) that plans speak about. */
export type ResourceKind =
  | "pool"
  | "filter-rule"
  | "nat-rule"
  | "walled-garden"
  | "walled-garden-ip"
  | "profile"
  | "secret"
  | "session"
  | "queue"
  | "address-list"
  | "ip-binding"
  | "netwatch"
  | "arp"
  | "lease"
  | "hotspot-profile"
  | "hotspot-user"
  | "hotspot-cookie"
  | "hotspot-host"
  | "hotspot-active"
  | "connection";

/** One row that should, or must not, be on the router. Field values are RouterOS strings, normalised. */
export interface Resource {
  kind: ResourceKind;
  /** The row's name; in tables without names the values of its key fields, a space between them. */
  name: string;
  /** "dormant": need not exist, and is disabled where it does. */
  ensure: "present" | "absent" | "dormant";
  fields: Record<string, string>;
}
