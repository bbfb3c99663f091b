import { lifelike, limitsOf, type Moved } from "../demo-traffic";
import { missing, noMatch, unknownParameter } from "../traps";
import type { Row, Speeds } from "../types";
import type { CommandCall, CommandResult, RouterFacts, StoredRow, TableCommand } from "./spec";

/** Bits a second at this moment. rx is what comes in at the interface. */
interface Rate {
  rx: number;
  tx: number;
}

/** Customers sit behind this port, the internet behind that one. */
const LAN = "ether2";
const WAN = "ether1";

function rateOf({ id, fields }: StoredRow, { ppp }: RouterFacts): Rate {
  const session = ppp.speedOf(id);
  if (session) return { rx: session.uploadKbps * 1000, tx: session.downloadKbps * 1000 };
  const { uploadKbps, downloadKbps } = ppp.total();
  if (fields.name === LAN) return { rx: uploadKbps * 1000, tx: downloadKbps * 1000 };
  if (fields.name === WAN) return { rx: downloadKbps * 1000, tx: uploadKbps * 1000 };
  return { rx: 0, tx: 0 };
}

/** What an interface has counted, as `/interface` shows it. */
export function bytesOf({ id, fields }: StoredRow, { ppp }: RouterFacts): Row {
  const total = fields.name === LAN || fields.name === WAN ? ppp.total() : undefined;
  const { rxBytes, txBytes } = total ?? ppp.traffic(`*${id.slice(2)}`);
  const [rx, tx] = fields.name === WAN ? [txBytes, rxBytes] : [rxBytes, txBytes];
  return { "rx-byte": `${rx}`, "tx-byte": `${tx}` };
}

const HOST_SUFFIX = "/32";

/** What a queue's first target moves: one address, or the interface of a session. Of wider targets nothing is known. */
function speedsBehind(target: string, facts: RouterFacts): Partial<Speeds> | undefined {
  if (!target.endsWith(HOST_SUFFIX)) {
    const [row] = facts.requireTable("/interface").rowsNamed(target);
    return row && facts.ppp.speedOf(row.id);
  }
  const address = target.slice(0, -HOST_SUFFIX.length);
  const device = facts.hotspotClients.deviceAt(address);
  if (device) return device;
  const reachable = facts.reachability(address);
  return reachable.up ? reachable : undefined;
}

/** What a simple queue lets through at this moment, "upload/download" in bits a second, and has let through. */
export function queueTraffic(row: StoredRow, facts: RouterFacts): Row {
  const { fields } = row;
  const [target = ""] = (fields.target ?? "").split(",");
  const lively = fields.disabled === "true" ? undefined : lifelikeQueue(row, target, facts);
  if (lively) {
    const { uploadKbps, downloadKbps, uploadBytes, downloadBytes } = lively;
    return {
      rate: `${uploadKbps * 1000}/${downloadKbps * 1000}`,
      bytes: `${uploadBytes}/${downloadBytes}`,
      "total-bytes": `${uploadBytes + downloadBytes}`,
    };
  }
  const speeds = fields.disabled === "true" ? undefined : speedsBehind(target, facts);
  const limits = (fields["max-limit"] ?? "0/0").split("/").map(Number);
  const wanted = [speeds?.uploadKbps ?? 0, speeds?.downloadKbps ?? 0];
  const rates = wanted.map((kbps, side) => Math.min(kbps * 1000, limits[side] || Infinity));
  return { rate: rates.join("/") };
}

/**
 * Where lifelike traffic is asked for, whatever a queue is for moves something: a session since it began, an address
 * since it answers, a wider target since the router started. Not who was given a speed, or does not answer.
 */
function lifelikeQueue(
  { fields }: StoredRow,
  target: string,
  facts: RouterFacts,
): Moved | undefined {
  const { lifelikeTraffic, seed = 0 } = facts.options;
  if (!lifelikeTraffic) return undefined;
  const [port] = facts.requireTable("/interface").rowsNamed(target);
  const session = port && facts.ppp.speedOf(port.id);
  if (session) {
    const { rxBytes, txBytes } = facts.ppp.traffic(`*${port.id.slice(2)}`);
    const { uploadKbps, downloadKbps } = session;
    return { uploadKbps, downloadKbps, uploadBytes: rxBytes, downloadBytes: txBytes };
  }
  if (port) return undefined;
  const since = quietSince(target, facts);
  if (since === undefined) return undefined;
  const about = { seed, name: fields.name ?? target, limits: limitsOf(fields["max-limit"]) };
  return lifelike(about, since, facts.now());
}

/** Since when something of no given speed may be behind it. */
function quietSince(target: string, facts: RouterFacts): number | undefined {
  if (!target.endsWith(HOST_SUFFIX)) return facts.bootedAt;
  const address = target.slice(0, -HOST_SUFFIX.length);
  if (facts.hotspotClients.deviceAt(address)) return undefined;
  const { up, since, uploadKbps = 0, downloadKbps = 0 } = facts.reachability(address);
  return up && uploadKbps + downloadKbps === 0 ? since : undefined;
}

const PACKET_BITS = 8 * 800;

function monitorRow(row: StoredRow, facts: RouterFacts): Row {
  const { rx, tx } = rateOf(row, facts);
  const side = (direction: string, bits: number): Row => ({
    [`${direction}-packets-per-second`]: `${Math.ceil(bits / PACKET_BITS)}`,
    [`${direction}-bits-per-second`]: `${bits}`,
    [`fp-${direction}-packets-per-second`]: "0",
    [`fp-${direction}-bits-per-second`]: "0",
    [`${direction}-drops-per-second`]: "0",
    [`${direction}-errors-per-second`]: "0",
  });
  return { name: row.fields.name ?? "", ...side("rx", rx), ...side("tx", tx) };
}

const PARAMETERS = new Set(["interface", "once", "interval", "duration", ".proplist"]);

function monitor({ table, facts, attributes }: CommandCall): CommandResult {
  for (const name of attributes.keys()) if (!PARAMETERS.has(name)) throw unknownParameter(name);
  const named = attributes.get("interface");
  if (!named) throw missing("interface");
  const names = named.split(",");
  if (names.some((name) => table.rowsNamed(name).length === 0)) throw noMatch("interface");
  let section = 0;
  const rows = () => {
    const shown = names.flatMap((name) => table.rowsNamed(name));
    const answer = shown.map((row) => ({ ".section": `${section}`, ...monitorRow(row, facts) }));
    section += 1;
    return answer;
  };
  return attributes.has("once") ? { rows: rows() } : { stream: { everyMs: 1000, rows } };
}

/** Names of interfaces only: neither numbers nor ids. */
export const monitorTraffic: TableCommand = { needs: "test", run: monitor };
