import { bool, list, text } from "../values";
import type { FieldSpec, KindSpec } from "./kind";

const plain: FieldSpec = { default: "", normalise: text };
const plains = (...names: string[]) => Object.fromEntries(names.map((name) => [name, plain]));
const disabled: FieldSpec = { default: "false", normalise: bool };

/** Everything that would make one of our rules mean something else, if somebody set it by hand. */
const MATCHERS = {
  ...plains("src-address", "dst-address", "src-address-list", "dst-address-list", "protocol"),
  ...plains("src-port", "dst-port", "in-interface", "out-interface"),
  ...plains("in-interface-list", "out-interface-list"),
  "connection-state": { default: "", normalise: list },
};

/** Rules are the router's own, in order, and known by what their comment says after our mark. */
const rule = (
  kind: KindSpec["kind"],
  noun: string,
  fields: Record<string, FieldSpec>,
): KindSpec => ({
  kind,
  noun,
  order: 50,
  scope: "shared",
  rule: true,
  fields: { ...fields, disabled },
});

/** /ip/firewall/filter: drops who is cut off, and holds others at the pay page. */
export const filterRule = rule("filter-rule", "firewall rule", {
  ...plains("chain"),
  action: { default: "accept", normalise: text },
  ...MATCHERS,
});

/** /ip/firewall/nat: leads browsers to the pay page. */
export const natRule = rule("nat-rule", "NAT rule", {
  ...plains("chain", "to-addresses", "to-ports"),
  action: { default: "accept", normalise: text },
  ...MATCHERS,
});

/** /ip/hotspot/walled-garden: what browsers reach before they sign in, by name… */
export const walledGarden = rule("walled-garden", "walled garden entry", {
  action: { default: "allow", normalise: text },
  ...plains("server", "src-address", "dst-address", "dst-host", "dst-port", "path", "method"),
});

/** …and by address. */
export const walledGardenIp = rule("walled-garden-ip", "walled garden address", {
  action: { default: "accept", normalise: text },
  ...plains("server", "src-address", "dst-address", "protocol", "dst-host", "dst-port"),
});
