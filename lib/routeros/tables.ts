import type { ResourceKind } from "../sync/resource";

interface Table {
  path: string;
  /** Always named: without it a print returns every property, slow counters too (RouterOS docs). */
  proplist: readonly string[];
  /** Fields that only `=!field=` can clear; the others take an empty value. */
  unsettable: ReadonlySet<string>;
  /** `user`: a row carries its user's tag. `shared`: it carries the installation's. */
  scope: "user" | "shared";
}

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
      "disabled",
      "comment",
    ],
    unsettable: new Set(["local-address", "remote-address", "remote-ipv6-prefix"]),
    scope: "user",
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
    unsettable: new Set([
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
    ]),
    scope: "shared",
  },
  pool: {
    path: "/ip/pool",
    proplist: [".id", "name", "ranges", "next-pool", "comment"],
    unsettable: new Set(),
    scope: "shared",
  },
  session: {
    path: "/ppp/active",
    proplist: [".id", "name", "service", "caller-id", "address", "uptime", "session-id"],
    unsettable: new Set(),
    scope: "user",
  },
};
