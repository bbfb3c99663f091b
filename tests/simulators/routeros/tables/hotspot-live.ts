import { formatDuration } from "../duration";
import { activeId } from "../hotspot/rows";
import { failure, missing } from "../traps";
import { live, readOnly } from "./fields";
import type { CommandCall, CommandResult, RouterFacts, StoredRow, TableSpec } from "./spec";

const AVERAGE_PACKET_BYTES = 800;

const wholeSeconds = (milliseconds: number) =>
  formatDuration(Math.floor(milliseconds / 1000) * 1000);

/** What the session at this `.id` has used. */
function used(id: string, facts: RouterFacts) {
  const { bytesIn, bytesOut, uptimeMs } = facts.hotspot.usage(id) ?? {
    bytesIn: 0,
    bytesOut: 0,
    uptimeMs: 0,
  };
  return {
    uptime: wholeSeconds(uptimeMs),
    "idle-time": "0s",
    "bytes-in": `${bytesIn}`,
    "bytes-out": `${bytesOut}`,
    "packets-in": `${Math.ceil(bytesIn / AVERAGE_PACKET_BYTES)}`,
    "packets-out": `${Math.ceil(bytesOut / AVERAGE_PACKET_BYTES)}`,
  };
}

function timeLeft({ id }: StoredRow, facts: RouterFacts): string | undefined {
  const session = facts.hotspot.session(id);
  if (!session || !Number.isFinite(session.timeLeft)) return undefined;
  return wholeSeconds(Math.max(0, session.startedAt + session.timeLeft - facts.now()));
}

const known = (...names: string[]): TableSpec["fields"] =>
  Object.fromEntries(names.map((name) => [name, readOnly()]));
const counted = (...names: string[]): TableSpec["fields"] =>
  Object.fromEntries(names.map((name) => [name, live()]));

/** `login` signs in a device that is a host already, as its own browser would. */
function signHostIn({ facts, attributes }: CommandCall): CommandResult {
  const { user, password = "", ip, "mac-address": mac } = Object.fromEntries(attributes);
  if (user === undefined) throw missing("user");
  const host = facts
    .requireTable("/ip/hotspot/host")
    .rows()
    .find(({ fields }) => fields.address === ip || fields["mac-address"] === mac);
  const device = host?.fields["mac-address"] ?? "";
  if (!facts.hotspotClients.signIn(device, user, password)) throw failure("unknown host IP");
  const refusal = facts.hotspotClients.failureOf(device);
  if (refusal !== undefined) throw failure(refusal);
  return {};
}

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
  computed: (row, facts) => ({
    ...used(row.id, facts),
    "session-time-left": timeLeft(row, facts),
    "keepalive-timeout": "2m",
  }),
  removeDynamic: ({ id }, facts) => facts.hotspot.removeActive(id),
  commands: { login: { needs: "write", run: signHostIn } },
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
  computed: (row, facts) => ({
    ...used(activeId(row.fields.address ?? ""), facts),
    uptime: wholeSeconds(facts.now() - (row.addedAt ?? facts.bootedAt)),
  }),
  removeDynamic: (row, facts) => facts.hotspot.removeHost(row),
  commands: {
    "make-binding": {
      needs: "write",
      run: ({ facts, targets }) => {
        for (const { fields } of targets()) {
          const { "mac-address": mac = "", address = "" } = fields;
          facts.requireTable("/ip/hotspot/ip-binding").add({ "mac-address": mac, address });
        }
        return {};
      },
    },
  },
};

/** What lets a device in again without a password. */
export const hotspotCookie: TableSpec = {
  path: "/ip/hotspot/cookie",
  verbs: ["remove"],
  fields: { ...known("user", "domain", "mac-address", "mac-cookie"), ...counted("expires-in") },
  computed: ({ expiresAt = 0 }, facts) => ({ "expires-in": wholeSeconds(expiresAt - facts.now()) }),
};
