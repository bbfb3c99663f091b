import { live, readOnly } from "./fields";
import type { TableSpec } from "./spec";

const known = (...names: string[]): TableSpec["fields"] =>
  Object.fromEntries(names.map((name) => [name, readOnly()]));
const counted = (...names: string[]): TableSpec["fields"] =>
  Object.fromEntries(names.map((name) => [name, live()]));

/** Who is signed in. */
export const hotspotActive: TableSpec = {
  path: "/ip/hotspot/active",
  verbs: ["remove"],
  key: "user",
  fields: {
    ...known("server", "user", "domain", "address", "mac-address", "login-by"),
    ...counted("uptime", "idle-time", "session-time-left", "keepalive-timeout"),
    ...counted("bytes-in", "bytes-out", "packets-in", "packets-out"),
    ...known("limit-bytes-in", "limit-bytes-out", "limit-bytes-total", "radius", "comment"),
  },
};

/** Every device that was seen, signed in or not. */
export const hotspotHost: TableSpec = {
  path: "/ip/hotspot/host",
  verbs: ["remove"],
  fields: {
    ...known("mac-address", "address", "to-address", "server", "bridge-port"),
    ...counted("uptime", "idle-time", "bytes-in", "bytes-out", "packets-in", "packets-out"),
    ...known("found-by", "DHCP", "authorized", "bypassed", "blocked", "static", "dynamic"),
    ...known("comment"),
  },
};

/** What lets a device in again without a password. */
export const hotspotCookie: TableSpec = {
  path: "/ip/hotspot/cookie",
  verbs: ["remove"],
  fields: { ...known("user", "domain", "mac-address", "mac-cookie"), ...counted("expires-in") },
};
