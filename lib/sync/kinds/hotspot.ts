import {
  bool,
  byteCount,
  duration,
  durationMs,
  fixedAddress,
  lockedMac,
  rateLimit,
  text,
} from "../values";
import type { Effect, KindSpec } from "./kind";

/** Nothing is no limit. */
const isLess: Effect = (before, after) => limit(after) < limit(before);
const limit = (raw: string) => Number(raw) || durationMs(raw) || Number.POSITIVE_INFINITY;

const plain = { default: "", normalise: text };

/** /ip/hotspot/user/profile: named by its content. No release gives it a comment, so its name is its mark. */
export const hotspotProfile: KindSpec = {
  kind: "hotspot-profile",
  noun: "hotspot profile",
  order: 20,
  scope: "shared",
  fields: {
    "rate-limit": { default: "", normalise: rateLimit },
    "shared-users": { default: "1", normalise: text },
    "idle-timeout": { default: "none", normalise: duration },
    "add-mac-cookie": { default: "true", normalise: bool },
  },
};

/** /ip/hotspot/user: the login itself. */
export const hotspotUser: KindSpec = {
  kind: "hotspot-user",
  noun: "hotspot user",
  order: 30,
  scope: "user",
  login: true,
  admits: true,
  fields: {
    server: { default: "all", normalise: text, effective: true },
    password: { default: "", normalise: text, secret: true, effective: true },
    profile: { default: "default", normalise: text, effective: true },
    address: { default: "", normalise: fixedAddress, effective: true },
    "mac-address": { default: "", normalise: lockedMac, effective: true },
    // Sessions are given what is left of a limit when they begin: who is given more comes back for it in time.
    "limit-uptime": { default: "0s", normalise: duration, effective: isLess },
    "limit-bytes-total": { default: "0", normalise: byteCount, effective: isLess },
    disabled: { default: "false", normalise: bool, effective: true },
    comment: plain,
  },
};

/** A cookie would sign the device in again, so it goes first… */
export const hotspotCookie: KindSpec = {
  kind: "hotspot-cookie",
  order: 60,
  scope: "live",
  key: ["user"],
  fields: { user: plain, "mac-address": plain },
};

/** …then what the hotspot remembers of the device, while the session still says which device that is… */
export const hotspotHost: KindSpec = {
  kind: "hotspot-host",
  order: 61,
  scope: "live",
  key: ["address"],
  fields: {
    address: plain,
    "mac-address": plain,
    bypassed: { default: "false", normalise: bool },
    authorized: { default: "false", normalise: bool },
  },
};

/** …and then the session. */
export const hotspotActive: KindSpec = {
  kind: "hotspot-active",
  order: 62,
  scope: "live",
  key: ["user"],
  fields: { user: plain, address: plain, "mac-address": plain },
};
