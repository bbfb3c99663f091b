import { formatDuration, parseDuration } from "../duration";
import { toNumber } from "../ppp/ranges";
import type { StoredRow } from "../tables/spec";
import type { Table } from "../tables/table";
import type { Row } from "../types";
import type { Device, HotspotSession } from "./hotspot";

/** Real routers make the `.id` of an active entry from its address. */
export function activeId(address: string): string {
  return `*${toNumber(address).toString(16).toUpperCase()}`;
}

/** Kilobits a second, both ways. */
export const addUp = ({ uploadKbps, downloadKbps }: Device) => uploadKbps + downloadKbps;

/** What a session has used by now. in is what the customer uploads. */
export function usage({ startedAt, device, moved }: HotspotSession, now: number) {
  const uptimeMs = Math.max(0, now - startedAt);
  const lively = moved?.(now);
  if (lively) return { uptimeMs, bytesIn: lively.uploadBytes, bytesOut: lively.downloadBytes };
  return {
    uptimeMs,
    bytesIn: Math.floor((device.uploadKbps / 8) * uptimeMs),
    bytesOut: Math.floor((device.downloadKbps / 8) * uptimeMs),
  };
}

/** In stored form. */
export function activeFields(session: HotspotSession, server: StoredRow): Row {
  return {
    server: server.fields.name ?? "",
    user: session.user,
    domain: "",
    address: session.device.address,
    "mac-address": session.device.mac,
    "login-by": session.loginBy,
    radius: "false",
  };
}

/** In stored form, with the treatment of the moment. */
export function hostFields(device: Device, server: StoredRow, binding: Row | undefined): Row {
  return {
    "mac-address": device.mac,
    address: device.address,
    "to-address": binding?.["to-address"] ?? device.address,
    server: server.fields.name ?? "",
    DHCP: "false",
    authorized: "false",
    bypassed: `${binding?.type === "bypassed"}`,
    blocked: `${binding?.type === "blocked"}`,
    static: "false",
    dynamic: "true",
  };
}

/** A user's counters are cumulative and written at logout. */
export function chargeUser(users: Table, session: HotspotSession, now: number): void {
  const user = users.find(session.userId);
  if (!user) return;
  const { uptimeMs, bytesIn, bytesOut } = usage(session, now);
  const uptime = (parseDuration(user.fields.uptime ?? "0s") ?? 0) + uptimeMs;
  users.amend(user, {
    ...user.fields,
    uptime: formatDuration(Math.floor(uptime / 1000) * 1000),
    "bytes-in": `${Number(user.fields["bytes-in"] ?? 0) + bytesIn}`,
    "bytes-out": `${Number(user.fields["bytes-out"] ?? 0) + bytesOut}`,
  });
}
