import { formatDuration } from "../duration";
import { failure } from "../traps";
import type { Row } from "../types";
import {
  addressOrPool,
  bool,
  comment,
  duration,
  live,
  name,
  readOnly,
  reference,
  text,
} from "./fields";
import { addressRange, mac } from "./fields-of-networks";
import { type TableSpec, uniqueBy } from "./spec";

const EDITABLE = ["add", "set", "remove", "enable", "disable"] as const;

export const arp: TableSpec = {
  path: "/ip/arp",
  verbs: EDITABLE,
  // Its text is not documented; this is its class.
  unique: [uniqueBy("already have such entry", "address", "interface")],
  fields: {
    address: addressRange({ required: true }),
    "mac-address": mac({ absentWhen: "00:00:00:00:00:00" }),
    interface: reference("/interface", { required: true }),
    published: bool({ default: "false" }),
    status: readOnly({ since: 7000, default: "permanent" }),
    invalid: readOnly({ default: "false" }),
    DHCP: readOnly({ default: "false" }),
    dynamic: readOnly({ default: "false" }),
    complete: readOnly({ default: "true" }),
    disabled: bool({ default: "false" }),
    comment: comment({ removable: false }),
  },
};

export const dhcpServer: TableSpec = {
  path: "/ip/dhcp-server",
  verbs: EDITABLE,
  key: "name",
  autoName: "dhcp",
  unique: [uniqueBy("already have server with such name", "name")],
  fields: {
    name: name(),
    interface: reference("/interface", { required: true }),
    "address-pool": reference("/ip/pool", { words: ["static-only"], default: "static-only" }),
    "lease-time": duration({ default: "10m" }),
    "add-arp": bool({ absentWhen: "false" }),
    "use-radius": text({ default: "no" }),
    dynamic: readOnly({ default: "false" }),
    invalid: readOnly({ default: "false" }),
    disabled: bool({ default: "false" }),
    comment: comment({ removable: false, since: 7000 }),
  },
};

/** A client may have a lease at each server; one at `all` stands for every server. */
function sameServer(left: Row, right: Row): boolean {
  return !left.server || !right.server || left.server === right.server;
}

const held = (field: string) => (fields: Row) => fields[field];

export const lease: TableSpec = {
  path: "/ip/dhcp-server/lease",
  verbs: [...EDITABLE, "unset"],
  unique: [
    { key: held("address"), message: "already have static lease with this IP address" },
    {
      key: held("mac-address"),
      clashes: sameServer,
      message: "already have static lease for this client",
    },
  ],
  fields: {
    address: addressOrPool(),
    "mac-address": mac({ removable: true, absentWhen: "00:00:00:00:00:00" }),
    "client-id": text({ removable: true }),
    "address-lists": text({ default: "", removable: true }),
    server: reference("/ip/dhcp-server", {
      words: ["all"],
      default: "all",
      absentWhen: "all",
      removable: true,
    }),
    "lease-time": duration({ removable: true }),
    "dhcp-option": text({ default: "", removable: true }),
    "rate-limit": text({ removable: true }),
    "block-access": bool({ absentWhen: "false", removable: true }),
    "use-src-mac": bool({ absentWhen: "false", removable: true }),
    "always-broadcast": bool({ absentWhen: "false", removable: true }),
    "insert-queue-before": text({ removable: true }),
    "parent-queue": text({ removable: true }),
    "queue-type": text({ removable: true }),
    status: live(),
    "last-seen": live(),
    "active-address": live(),
    "active-mac-address": live(),
    "active-server": live(),
    "expires-after": live(),
    "host-name": readOnly(),
    radius: readOnly({ default: "false" }),
    dynamic: readOnly({ default: "false" }),
    blocked: readOnly({ default: "false" }),
    disabled: bool({ default: "false" }),
    comment: comment(),
  },
  computed: ({ fields }, facts) => {
    const { up, since } = facts.reachability(fields.address ?? "");
    const seen = formatDuration(Math.floor((facts.now() - since) / 1000) * 1000);
    if (!up) return { status: "waiting", "last-seen": since > facts.bootedAt ? seen : "never" };
    return {
      status: "bound",
      "last-seen": "0s",
      "active-address": fields.address,
      "active-mac-address": fields["mac-address"],
      "expires-after": fields["lease-time"] ?? "10m",
    };
  },
  commands: {
    "make-static": {
      needs: "write",
      run: ({ table, targets }) => {
        for (const row of targets()) {
          if (!row.dynamic) throw failure("can make static only dynamic leases");
          table.keep(row, { ...row.fields, dynamic: "false" });
        }
        return {};
      },
    },
  },
  // A dynamic lease may be removed; its client asks for a new one.
  removeDynamic: ({ id }, _, table) => table.withdraw(id),
};
