import { formatDuration } from "../duration";
import { failure } from "../traps";
import type { PppSession, Row } from "../types";
import {
  address,
  addresses,
  addressOrPool,
  bool,
  bytes,
  comment,
  duration,
  type Field,
  integer,
  live,
  name,
  oneOf,
  prefix,
  readOnly,
  reference,
  requirement,
  text,
} from "./fields";
import { type StoredRow, type TableSpec, uniqueBy } from "./spec";

const SERVICES = ["any", "async", "l2tp", "ovpn", "pppoe", "pptp", "sstp"];

/** Version 6 knew one service more. */
const service: Field = {
  parse: (value, field, references) =>
    oneOf(references.release < 7000 ? [...SERVICES, "isdn"] : SERVICES).parse(
      value,
      field,
      references,
    ),
  default: "any",
};

export const pppSecret: TableSpec = {
  path: "/ppp/secret",
  verbs: ["add", "set", "remove", "unset", "enable", "disable"],
  key: "name",
  unique: [uniqueBy("secret with the same name already exists", "name")],
  fields: {
    name: name(),
    service,
    "caller-id": text({ default: "", removable: true }),
    password: text({ default: "", removable: true, sensitive: true }),
    profile: reference("/ppp/profile", { default: "*0" }),
    "local-address": address(),
    "remote-address": address(),
    "remote-ipv6-prefix": prefix(),
    routes: text({ default: "", removable: true }),
    "ipv6-routes": text({ default: "", removable: true, since: 7000 }),
    "limit-bytes-in": bytes({ default: "0", removable: true }),
    "limit-bytes-out": bytes({ default: "0", removable: true }),
    "last-logged-out": live(),
    "last-caller-id": readOnly({ default: "" }),
    "last-disconnect-reason": readOnly({ default: "" }),
    disabled: bool({ default: "false" }),
    comment: comment(),
  },
  // A secret that never logged out shows the epoch.
  computed: (_, { personality }) => ({ "last-logged-out": personality.timestamp(new Date(0)) }),
};

const toggle = () => oneOf(["default", "no", "yes"], { default: "default" });

/** The profiles that every router has; they cannot be removed. */
const BUILT_IN_PROFILES: StoredRow[] = [
  builtInProfile("*0", "default", "default"),
  builtInProfile("*FFFFFFFE", "default-encryption", "yes"),
];

function builtInProfile(id: string, profile: string, encryption: string): StoredRow {
  return {
    id,
    fields: {
      name: profile,
      "bridge-learning": "default",
      "use-ipv6": "yes",
      "use-mpls": "default",
      "use-compression": "default",
      "use-encryption": encryption,
      "only-one": "default",
      "change-tcp-mss": "yes",
      "use-upnp": "default",
      "address-list": "",
      "on-up": "",
      "on-down": "",
      default: "true",
    },
  };
}

export const pppProfile: TableSpec = {
  path: "/ppp/profile",
  verbs: ["add", "set", "remove", "unset"],
  key: "name",
  // The text for profiles is not documented; this is its class.
  unique: [uniqueBy("profile with the same name already exists", "name")],
  fields: {
    name: name(),
    "local-address": addressOrPool(),
    "remote-address": addressOrPool(),
    "remote-ipv6-prefix-pool": text({ removable: true }),
    bridge: text({ removable: true }),
    "bridge-learning": toggle(),
    "bridge-port-vid": integer(1, 4094, { since: 7017, removable: true }),
    "bridge-port-trusted": oneOf(["no", "yes"], { since: 7017, removable: true }),
    "dhcpv6-lease-time": duration({ since: 7020, removable: true }),
    "dhcpv6-use-radius": oneOf(["no", "yes"], { since: 7020, removable: true }),
    "remote-ipv6-prefix-reuse": oneOf(["no", "yes"], { since: 7020, removable: true }),
    "session-timeout": duration({ removable: true }),
    "idle-timeout": duration({ removable: true }),
    "use-ipv6": requirement({ default: "yes" }),
    "use-mpls": requirement({ default: "default" }),
    "use-compression": toggle(),
    "use-encryption": requirement({ default: "default" }),
    "only-one": toggle(),
    "change-tcp-mss": toggle(),
    "use-upnp": toggle(),
    "rate-limit": text({ removable: true }),
    "address-list": text({ default: "", removable: true }),
    "dns-server": addresses(2, { removable: true }),
    "interface-list": text({ removable: true }),
    "incoming-filter": text({ removable: true }),
    "outgoing-filter": text({ removable: true }),
    "parent-queue": text({ removable: true }),
    "queue-type": text({ removable: true }),
    "insert-queue-before": text({ removable: true }),
    "on-up": text({ default: "" }),
    "on-down": text({ default: "" }),
    default: readOnly({ default: "false" }),
    comment: comment({ since: 7009 }),
  },
  factory: () => structuredClone(BUILT_IN_PROFILES),
  guardRemove: (row) => {
    if (row.fields.default === "true") throw failure("can not remove default profile");
  },
};

/** What `/ppp/active` shows of a session, in stored form. */
export function activeFields(session: PppSession): Row {
  return {
    name: session.name,
    service: "pppoe",
    "caller-id": session.callerId,
    address: session.address,
    encoding: "",
    "session-id": session.sessionId,
    "limit-bytes-in": "0",
    "limit-bytes-out": "0",
    radius: "false",
  };
}

export const pppActive: TableSpec = {
  path: "/ppp/active",
  verbs: ["remove"],
  key: "name",
  fields: {
    name: readOnly(),
    service: readOnly(),
    "caller-id": readOnly(),
    address: readOnly(),
    uptime: live(),
    encoding: readOnly(),
    "session-id": readOnly(),
    "limit-bytes-in": readOnly(),
    "limit-bytes-out": readOnly(),
    radius: readOnly(),
  },
  computed: ({ id }, facts) => ({
    uptime: formatDuration(facts.ppp.uptimeSeconds(id) * 1000),
  }),
  removeDynamic: (row, facts) => {
    facts.endSession(row.id);
  },
};

export const pppAaa: TableSpec = {
  path: "/ppp/aaa",
  singleton: true,
  verbs: ["set"],
  fields: {
    "use-radius": oneOf(["no", "yes"], { default: "no" }),
    accounting: oneOf(["no", "yes"], { default: "yes" }),
    "interim-update": duration({ default: "0s" }),
    "use-circuit-id-in-nas-port-id": oneOf(["no", "yes"], { default: "no" }),
  },
};
