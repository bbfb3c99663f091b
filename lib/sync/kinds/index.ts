import type { ResourceKind } from "../resource";
import { connection } from "./connection";
import { hotspotActive, hotspotCookie, hotspotHost, hotspotProfile, hotspotUser } from "./hotspot";
import type { KindSpec } from "./kind";
import { pool } from "./pool";
import { profile } from "./profile";
import { filterRule, natRule, walledGarden, walledGardenIp } from "./rules";
import { secret } from "./secret";
import { session } from "./session";
import { addressList, arp, ipBinding, lease, netwatch, queue } from "./static";

/** Every kind there is. A new one is a declaration beside these and a line below. */
export const kinds: Record<ResourceKind, KindSpec> = {
  pool,
  profile,
  secret,
  session,
  queue,
  "address-list": addressList,
  "ip-binding": ipBinding,
  arp,
  lease,
  netwatch,
  "filter-rule": filterRule,
  "nat-rule": natRule,
  "walled-garden": walledGarden,
  "walled-garden-ip": walledGardenIp,
  "hotspot-profile": hotspotProfile,
  "hotspot-user": hotspotUser,
  "hotspot-cookie": hotspotCookie,
  "hotspot-host": hotspotHost,
  "hotspot-active": hotspotActive,
  connection,
};

/** The name under which plans know a row: its own, its key fields with a space between, or what its comment says. */
export const rowName = (
  kind: ResourceKind,
  row: Readonly<Record<string, string | undefined>>,
): string | undefined => {
  const { key, fields, rule } = kinds[kind];
  if (rule) return (row.comment ?? "").split(" ").slice(1).join(" ");
  return key
    ? key.map((field) => fields[field]?.normalise(row[field] ?? "") ?? "").join(" ")
    : row.name;
};

export type { FieldSpec, KindSpec } from "./kind";
