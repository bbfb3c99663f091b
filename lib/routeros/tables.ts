import type { ResourceKind } from "../sync/resource";

export interface Table {
  path: string;
  /** Always named: without it a print returns every property, slow counters too (RouterOS docs). */
  proplist: readonly string[];
  /** Fields that only `=!field=` can clear; the others take an empty value… */
  unsettable?: readonly string[];
  /** …or the value that stands for none in tables without `unset`… */
  none?: Readonly<Record<string, string>>;
  /** …or cannot be cleared at all: the row is made anew. */
  recreate?: readonly string[];
  /** The first row that fits wins: ours, which each fit one customer alone, go before the others. */
  ordered?: true;
  /** Rows that the router made by itself give way to ours: those with one of these values. */
  givesWay?: readonly string[];
  /** Comes with a package that a router may lack; of release 6, nearly each does. */
  optional?: true;
}

const MARKS = ["disabled", "comment"] as const;
const MATCHERS = [
  "src-address",
  "dst-address",
  "src-address-list",
  "dst-address-list",
  "protocol",
  "src-port",
  "dst-port",
  "in-interface",
  "out-interface",
  "in-interface-list",
  "out-interface-list",
  "connection-state",
] as const;
const GARDEN = ["server", "src-address", "dst-address", "dst-host", "dst-port"] as const;

/** The menus behind the kinds of rows (RouterOS docs; fields as of 7.9 to 7.22). */
export const tables: Readonly<Record<ResourceKind, Table>> = {
  secret: {
    path: "/ppp/secret",
    proplist: [
      ".id",
      "name",
      "service",
      "caller-id",
      "password",
      "profile",
      "local-address",
      "remote-address",
      ...MARKS,
    ],
    unsettable: ["local-address", "remote-address", "remote-ipv6-prefix"],
    optional: true,
  },
  profile: {
    path: "/ppp/profile",
    proplist: [
      ".id",
      "name",
      "local-address",
      "remote-address",
      "rate-limit",
      "only-one",
      "session-timeout",
      "idle-timeout",
      "address-list",
      "dns-server",
      "default",
      "comment",
    ],
    unsettable: [
      "local-address",
      "remote-address",
      "rate-limit",
      "session-timeout",
      "idle-timeout",
      "dns-server",
      "interface-list",
      "parent-queue",
      "queue-type",
      "insert-queue-before",
      "incoming-filter",
      "outgoing-filter",
      "bridge",
    ],
    optional: true,
  },
  pool: {
    path: "/ip/pool",
    proplist: [".id", "name", "ranges", "next-pool", "comment"],
  },
  session: {
    path: "/ppp/active",
    proplist: [".id", "name", "service", "caller-id", "address", "uptime", "session-id"],
    optional: true,
  },
  queue: {
    path: "/queue/simple",
    proplist: [
      ".id",
      "name",
      "target",
      "parent",
      "priority",
      "max-limit",
      "burst-limit",
      "burst-threshold",
      "burst-time",
      "dynamic",
      ...MARKS,
    ],
    none: {
      parent: "none",
      priority: "8/8",
      "max-limit": "0/0",
      "burst-limit": "0/0",
      "burst-threshold": "0/0",
      "burst-time": "0s/0s",
    },
    ordered: true,
  },
  "address-list": {
    path: "/ip/firewall/address-list",
    proplist: [".id", "list", "address", "dynamic", ...MARKS],
  },
  "ip-binding": {
    path: "/ip/hotspot/ip-binding",
    proplist: [".id", "address", "mac-address", "server", "type", ...MARKS],
    none: { server: "all", type: "regular" },
    recreate: ["mac-address"],
    ordered: true,
    optional: true,
  },
  arp: {
    path: "/ip/arp",
    proplist: [".id", "address", "mac-address", "interface", "dynamic", ...MARKS],
  },
  lease: {
    path: "/ip/dhcp-server/lease",
    proplist: [".id", "address", "mac-address", "server", "dynamic", ...MARKS],
    none: { server: "all" },
    givesWay: ["address", "mac-address"],
    optional: true,
  },
  netwatch: {
    path: "/tool/netwatch",
    proplist: [".id", "host", "interval", "status", ...MARKS],
    optional: true,
  },
  "filter-rule": {
    path: "/ip/firewall/filter",
    proplist: [".id", "chain", "action", ...MATCHERS, "dynamic", ...MARKS],
    unsettable: MATCHERS,
  },
  "nat-rule": {
    path: "/ip/firewall/nat",
    proplist: [
      ".id",
      "chain",
      "action",
      "to-addresses",
      "to-ports",
      ...MATCHERS,
      "dynamic",
      ...MARKS,
    ],
    unsettable: ["to-addresses", "to-ports", ...MATCHERS],
  },
  "walled-garden": {
    path: "/ip/hotspot/walled-garden",
    proplist: [".id", "action", ...GARDEN, "path", "method", "dynamic", ...MARKS],
    unsettable: [...GARDEN, "path", "method"],
    optional: true,
  },
  "walled-garden-ip": {
    path: "/ip/hotspot/walled-garden/ip",
    proplist: [".id", "action", ...GARDEN, "protocol", "dynamic", ...MARKS],
    unsettable: [...GARDEN, "protocol"],
    optional: true,
  },
  "hotspot-profile": {
    path: "/ip/hotspot/user/profile",
    proplist: [
      ".id",
      "name",
      "rate-limit",
      "shared-users",
      "idle-timeout",
      "add-mac-cookie",
      "default",
    ],
    unsettable: ["rate-limit"],
    none: { "shared-users": "1", "idle-timeout": "none", "add-mac-cookie": "yes" },
    optional: true,
  },
  "hotspot-user": {
    path: "/ip/hotspot/user",
    proplist: [
      ".id",
      "name",
      "server",
      "password",
      "profile",
      "address",
      "mac-address",
      "limit-uptime",
      "limit-bytes-total",
      "uptime",
      "bytes-in",
      "bytes-out",
      "default",
      "dynamic",
      ...MARKS,
    ],
    none: {
      server: "all",
      address: "0.0.0.0",
      "mac-address": "00:00:00:00:00:00",
      "limit-uptime": "0s",
      "limit-bytes-total": "0",
    },
    optional: true,
  },
  "hotspot-cookie": {
    path: "/ip/hotspot/cookie",
    proplist: [".id", "user", "mac-address"],
    optional: true,
  },
  "hotspot-host": {
    path: "/ip/hotspot/host",
    proplist: [".id", "address", "mac-address", "bypassed", "authorized"],
    optional: true,
  },
  "hotspot-active": {
    path: "/ip/hotspot/active",
    proplist: [".id", "user", "address", "mac-address", "uptime", "bytes-in", "bytes-out"],
    optional: true,
  },
  connection: {
    path: "/ip/firewall/connection",
    proplist: [".id", "src-address", "dst-address", "reply-src-address"],
  },
};
