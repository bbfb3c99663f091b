import { normaliseRow } from "./normalise";
import type { ObservedRow } from "./observed";
import { ownerOf } from "./ownership";
import type { Change } from "./plan";

/**
 * The moves that let our queues count: of simple queues the first that fits wins, so ours must stand before a foreign
 * one that catches their address, and behind the queue that they are children of. Rows come in the router's order.
 */
export function queueMoves(observed: readonly ObservedRow[], sharedTag: string): Change[] {
  const queues = observed.filter((row) => row.kind === "queue" && !row.dynamic).map(normaliseRow);
  const places = new Map(queues.map((row, at) => [row.name, at]));
  const catchers = new Catchers();
  const moves: Change[] = [];
  for (const [at, row] of queues.entries()) {
    if (ownerOf(row.comment)?.sharedTag !== sharedTag) {
      if (row.fields.disabled !== "true") catchers.add(row, at);
      continue;
    }
    const { parent = "none", target = "" } = row.fields;
    const parentAt = places.get(parent) ?? -1;
    const first = catchers.firstOver(target, parent);
    if (parentAt > at) moves.push(moveOf(row, queues[parentAt + 1], WHY.parent));
    else if (first !== undefined && first > parentAt)
      moves.push(moveOf(row, queues[first], WHY.caught));
  }
  return moves;
}

const WHY = {
  parent: "it must stand behind the queue that it is a child of",
  caught: "a queue above it catches its address",
};

function moveOf({ kind, name, rowId }: ObservedRow, before: ObservedRow | undefined, why: string) {
  const beforeRow = before === undefined ? {} : { beforeRow: before.rowId };
  return { verb: "move" as const, kind, name, rowId, ...beforeRow, before: {}, after: {}, why };
}

interface Net {
  base: number;
  bits: number;
  parent: string;
  at: number;
}

/** Foreign queues so far, found by what they catch: single addresses by name, wider ones one by one. */
class Catchers {
  readonly #single = new Map<string, number>();
  readonly #wide: Net[] = [];

  add({ fields: { target = "", parent = "none" } }: ObservedRow, at: number): void {
    for (const one of target.split(",").filter(Boolean)) {
      const net = netOf(one);
      if (!net) continue;
      const key = `${parent} ${net.base}`;
      if (net.bits === 32) this.#single.set(key, Math.min(at, this.#single.get(key) ?? at));
      else this.#wide.push({ ...net, parent, at });
    }
  }

  /** The place of the first that catches all of this target, among the children of the same parent. */
  firstOver(target: string, parent: string): number | undefined {
    const net = netOf(target);
    if (!net) return undefined;
    const single = net.bits === 32 ? this.#single.get(`${parent} ${net.base}`) : undefined;
    const wide = this.#wide.find(
      (one) =>
        one.parent === parent && one.bits <= net.bits && masked(net.base, one.bits) === one.base,
    );
    const places = [single, wide?.at].filter((at) => at !== undefined);
    return places.length > 0 ? Math.min(...places) : undefined;
  }
}

/** Every network that an address is in, as queues name them as their only target: itself first. */
export function netsOver(target: string): string[] {
  const net = netOf(target);
  if (!net) return [];
  return Array.from({ length: net.bits + 1 }, (_, i) => {
    const bits = net.bits - i;
    const base = masked(net.base, bits);
    return `${[24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256).join(".")}/${bits}`;
  });
}

/** An IPv4 network; undefined for interfaces and anything else that a queue may name. */
function netOf(text: string): { base: number; bits: number } | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(text);
  if (!match) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, bits = 32] = match.slice(1).map(Number);
  return { base: masked(a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d, bits), bits };
}

const masked = (address: number, bits: number) =>
  Math.floor(address / 2 ** (32 - bits)) * 2 ** (32 - bits);
