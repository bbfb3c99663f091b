import { failure } from "../traps";
import {
  address,
  bool,
  bytes,
  comment,
  duration,
  integer,
  name,
  oneOf,
  readOnly,
  reference,
  text,
} from "./fields";
import { addressRange, mac } from "./fields-of-networks";
import { type StoredRow, type TableSpec, uniqueBy } from "./spec";

const EDITABLE = ["add", "set", "remove", "enable", "disable"] as const;

const server = () =>
  reference("/ip/hotspot", { words: ["all"], default: "all", absentWhen: "all" });

/** Refuses to remove the rows that every router has. */
function keepDefault(what: string): (row: StoredRow) => void {
  return (row) => {
    if (row.fields.default === "true") throw failure(`can not remove default ${what}`);
  };
}

export const hotspotServer: TableSpec = {
  path: "/ip/hotspot",
  verbs: EDITABLE,
  key: "name",
  autoName: "hotspot",
  unique: [uniqueBy("already have hotspot with such name", "name")],
  fields: {
    name: name(),
    interface: reference("/interface", { required: true }),
    "address-pool": reference("/ip/pool", { words: ["none"], default: "none" }),
    profile: reference("/ip/hotspot/profile", { default: "*0" }),
    "idle-timeout": duration({ words: ["none"], default: "5m" }),
    "keepalive-timeout": duration({ words: ["none"], default: "none" }),
    "login-timeout": duration({ words: ["none"], default: "none" }),
    "addresses-per-mac": text({ default: "2" }),
    "proxy-status": readOnly({ default: "running" }),
    invalid: readOnly({ default: "false" }),
    HTTPS: readOnly({ default: "false" }),
    disabled: bool({ default: "false" }),
  },
  // One is there from the start, so that customers' devices have something to sign in to.
  factory: () => [{ id: "*1", fields: { name: "hotspot1", interface: "*2" } }],
};

export const hotspotServerProfile: TableSpec = {
  path: "/ip/hotspot/profile",
  verbs: ["add", "set", "remove"],
  key: "name",
  unique: [uniqueBy("profile with the same name already exists", "name")],
  fields: {
    name: name(),
    "hotspot-address": text({ default: "0.0.0.0" }),
    "dns-name": text({ default: "" }),
    "html-directory": text({ default: "hotspot" }),
    "html-directory-override": text({ default: "" }),
    "rate-limit": text({ default: "" }),
    "http-proxy": text({ default: "0.0.0.0:0" }),
    "smtp-server": text({ default: "0.0.0.0" }),
    "login-by": text({ default: "cookie,http-chap" }),
    "http-cookie-lifetime": duration({ default: "3d" }),
    "mac-auth-mode": text({ default: "mac-as-username" }),
    "ssl-certificate": text({ default: "none" }),
    "split-user-domain": bool({ default: "false" }),
    "trial-uptime-limit": duration({ default: "30m" }),
    "trial-uptime-reset": duration({ default: "1d" }),
    "trial-user-profile": text({ default: "default" }),
    "use-radius": bool({ default: "false" }),
    default: readOnly({ default: "false" }),
  },
  factory: () => [{ id: "*0", fields: { name: "default", default: "true" } }],
  guardRemove: keepDefault("profile"),
};

export const hotspotUserProfile: TableSpec = {
  path: "/ip/hotspot/user/profile",
  verbs: ["add", "set", "remove", "unset"],
  key: "name",
  // The text for profiles is not documented; this is its class.
  unique: [uniqueBy("profile with the same name already exists", "name")],
  // No release has a comment or a switch here.
  fields: {
    name: name(),
    "address-pool": reference("/ip/pool", { words: ["none"], default: "none", removable: true }),
    "session-timeout": duration({ removable: true }),
    "idle-timeout": duration({ words: ["none"], default: "none", removable: true }),
    "keepalive-timeout": duration({ words: ["none"], default: "2m", removable: true }),
    "status-autorefresh": duration({ words: ["none"], default: "1m", removable: true }),
    "shared-users": integer(0, 65535, { words: ["unlimited"], default: "1" }),
    "add-mac-cookie": bool({ default: "true" }),
    "mac-cookie-timeout": duration({ default: "3d" }),
    "rate-limit": text({ removable: true }),
    "address-list": text({ default: "", removable: true }),
    "incoming-filter": text({ removable: true }),
    "outgoing-filter": text({ removable: true }),
    "incoming-packet-mark": text({ removable: true }),
    "outgoing-packet-mark": text({ removable: true }),
    "parent-queue": text({ removable: true }),
    "queue-type": text({ removable: true }),
    "insert-queue-before": text({ removable: true }),
    "open-status-page": oneOf(["always", "http-login"], { default: "always" }),
    "transparent-proxy": bool({ default: "false" }),
    advertise: bool({ default: "false" }),
    "on-login": text({ default: "" }),
    "on-logout": text({ default: "" }),
    default: readOnly({ default: "false" }),
  },
  factory: () => [{ id: "*0", fields: { name: "default", default: "true" } }],
  guardRemove: keepDefault("profile"),
};

const counter = () => readOnly({ default: "0" });

export const hotspotUser: TableSpec = {
  path: "/ip/hotspot/user",
  verbs: EDITABLE,
  key: "name",
  unique: [uniqueBy("already have user with this name for this server", "server", "name")],
  // Nothing can be unset here: clients write 0, "" or the empty address.
  fields: {
    server: server(),
    name: name(),
    password: text({ default: "", sensitive: true }),
    "otp-secret": text({ absentWhen: "", sensitive: true, since: 7021 }),
    address: address({ removable: false, absentWhen: "0.0.0.0" }),
    "mac-address": mac({ absentWhen: "00:00:00:00:00:00" }),
    profile: reference("/ip/hotspot/user/profile", { default: "*0" }),
    email: text({ absentWhen: "" }),
    routes: text({ default: "" }),
    "limit-uptime": duration({ absentWhen: "0s" }),
    "limit-bytes-in": bytes({ absentWhen: "0" }),
    "limit-bytes-out": bytes({ absentWhen: "0" }),
    "limit-bytes-total": bytes({ absentWhen: "0" }),
    uptime: readOnly({ default: "0s" }),
    "bytes-in": counter(),
    "bytes-out": counter(),
    "packets-in": counter(),
    "packets-out": counter(),
    default: readOnly({ default: "false" }),
    dynamic: readOnly({ default: "false" }),
    disabled: bool({ default: "false" }),
    comment: comment({ removable: false }),
  },
  factory: () => [
    {
      id: "*0",
      fields: {
        name: "default-trial",
        default: "true",
        comment: "counters and limits for trial users",
      },
    },
  ],
  guardRemove: keepDefault("user"),
  commands: {
    "reset-counters": {
      needs: "write",
      run: ({ table, targets }) => {
        for (const row of targets()) table.amend(row, { ...row.fields, ...NOTHING_USED });
        return {};
      },
    },
  },
};

const NOTHING_USED = {
  uptime: "0s",
  "bytes-in": "0",
  "bytes-out": "0",
  "packets-in": "0",
  "packets-out": "0",
};

export const ipBinding: TableSpec = {
  path: "/ip/hotspot/ip-binding",
  ordered: true,
  verbs: [...EDITABLE, "move"],
  // No key is enforced, and nothing can be unset.
  fields: {
    "mac-address": mac(),
    address: addressRange(),
    "to-address": addressRange(),
    server: server(),
    type: oneOf(["regular", "bypassed", "blocked"], { default: "regular", absentWhen: "regular" }),
    bypassed: readOnly({ default: "false" }),
    blocked: readOnly({ default: "false" }),
    disabled: bool({ default: "false" }),
    comment: comment({ removable: false }),
  },
  settle: ({ fields }) => {
    fields.bypassed = `${fields.type === "bypassed"}`;
    fields.blocked = `${fields.type === "blocked"}`;
  },
};
