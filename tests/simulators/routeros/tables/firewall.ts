import { formatDuration, parseDuration } from "../duration";
import { invalidValue } from "../traps";
import { bool, comment, type Field, live, name, oneOf, readOnly, text } from "./fields";
import { listedAddress } from "./fields-of-networks";
import type { StoredRow, TableSpec } from "./spec";

const EDITABLE = ["add", "set", "remove", "enable", "disable"] as const;

const WITHOUT_END = ["none-static", "none-dynamic"];

const timeout: Field = {
  parse: (value, field) => {
    if (!WITHOUT_END.includes(value) && parseDuration(value) === undefined) {
      throw invalidValue(field);
    }
    return value;
  },
};

/** An entry with a time-out is the router's from then on: dynamic, and gone after a reboot. */
function settleTimeout(row: StoredRow, now: number): void {
  const { timeout: wanted, ...rest } = row.fields;
  const milliseconds = parseDuration(wanted ?? "");
  if (milliseconds) row.expiresAt = now + milliseconds;
  const timed = Boolean(milliseconds) || wanted === "none-dynamic";
  if (timed) row.dynamic = true;
  row.fields = { ...rest, dynamic: `${timed}` };
}

export const addressList: TableSpec = {
  path: "/ip/firewall/address-list",
  verbs: EDITABLE,
  unique: [
    {
      message: "already have such entry",
      // Disabled entries may repeat others; comment and time-out are no part of the key.
      key: ({ list, address, disabled }) =>
        disabled === "true" ? undefined : `${list}\0${address}`,
    },
  ],
  fields: {
    list: name(),
    address: listedAddress({ required: true }),
    "creation-time": readOnly(),
    timeout: { ...timeout, live: true },
    dynamic: readOnly({ default: "false" }),
    disabled: bool({ default: "false" }),
    comment: comment({ removable: false }),
  },
  settle: (row, facts) => {
    row.fields["creation-time"] ??= facts.personality.timestamp(facts.localTime);
    settleTimeout(row, facts.now());
  },
  computed: ({ expiresAt }, facts) =>
    expiresAt === undefined
      ? {}
      : { timeout: formatDuration(Math.ceil((expiresAt - facts.now()) / 1000) * 1000) },
};

/** Rules of any kind: kept in order, hardly judged. */
function rules(path: string, fields: TableSpec["fields"]): TableSpec {
  return {
    path,
    ordered: true,
    verbs: [...EDITABLE, "unset", "move"],
    fields: {
      ...fields,
      bytes: live(),
      packets: live(),
      invalid: readOnly({ default: "false" }),
      dynamic: readOnly({ default: "false" }),
      // Rules that are enabled say nothing about it.
      disabled: bool({ default: "false", absentWhen: "false" }),
      comment: comment(),
    },
    computed: () => ({ bytes: "0", packets: "0" }),
  };
}

const optional = (...names: string[]): TableSpec["fields"] =>
  Object.fromEntries(names.map((one) => [one, text({ removable: true })]));

const MATCHERS = optional(
  "src-address",
  "dst-address",
  "src-address-list",
  "dst-address-list",
  "src-mac-address",
  "protocol",
  "src-port",
  "dst-port",
  "port",
  "in-interface",
  "out-interface",
  "in-interface-list",
  "out-interface-list",
  "connection-state",
  "connection-nat-state",
  "hotspot",
  "tls-host",
  "content",
  "limit",
  "time",
);

const FILTER_ACTIONS = [
  "accept",
  "add-dst-to-address-list",
  "add-src-to-address-list",
  "drop",
  "fasttrack-connection",
  "jump",
  "log",
  "passthrough",
  "reject",
  "return",
  "tarpit",
];

const NAT_ACTIONS = [
  "accept",
  "dst-nat",
  "jump",
  "log",
  "masquerade",
  "netmap",
  "passthrough",
  "redirect",
  "return",
  "same",
  "src-nat",
];

const LISTS = optional("address-list", "address-list-timeout", "jump-target");
const log = {
  log: bool({ default: "false" }),
  "log-prefix": text({ default: "", removable: true }),
};

export const firewallFilter = rules("/ip/firewall/filter", {
  chain: name(),
  action: oneOf(FILTER_ACTIONS, { default: "accept" }),
  ...MATCHERS,
  ...LISTS,
  ...optional("reject-with"),
  ...log,
});

export const firewallNat = rules("/ip/firewall/nat", {
  chain: name(),
  action: oneOf(NAT_ACTIONS, { default: "accept" }),
  ...MATCHERS,
  ...LISTS,
  ...optional("to-addresses", "to-ports"),
  ...log,
});

/** By name, for browsers before they sign in. */
export const walledGarden = rules("/ip/hotspot/walled-garden", {
  action: oneOf(["allow", "deny"], { default: "allow" }),
  ...optional("server", "src-address", "dst-address", "method", "dst-host", "dst-port", "path"),
  hits: readOnly({ default: "0" }),
});

/** By address, for everything else before sign-in. */
export const walledGardenIp = rules("/ip/hotspot/walled-garden/ip", {
  action: oneOf(["accept", "drop", "reject"], { default: "accept" }),
  ...optional("server", "src-address", "dst-address", "src-address-list", "dst-address-list"),
  ...optional("protocol", "dst-host", "dst-port"),
});
