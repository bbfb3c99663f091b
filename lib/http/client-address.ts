import { env } from "../env";
import { peerHeader } from "./peer-header";

/** What stands for an address that cannot be known: never on any list. */
export const UNKNOWN_ADDRESS = "unknown";

/**
 * The address that a request came from: the socket's, or, with TRUSTED_PROXY_HOPS proxies in front, the one
 * that the outermost trusted proxy saw. Entries that a client has put into X-Forwarded-For itself stand
 * further left and are never looked at.
 */
export function clientAddress(headers: Headers, hops = env().TRUSTED_PROXY_HOPS): string {
  const header = peerHeader();
  const peer = normaliseAddress((header && headers.get(header)) || "");
  if (!peer) return UNKNOWN_ADDRESS;
  const forwarded = (headers.get("x-forwarded-for") ?? "").split(",").map(normaliseAddress);
  const chain = [...forwarded.filter(Boolean), peer];
  return chain[Math.max(0, chain.length - 1 - hops)] ?? UNKNOWN_ADDRESS;
}

/** Without brackets, port and the IPv4-in-IPv6 prefix; empty when it is no address. */
export function normaliseAddress(text: string): string {
  const bare = text
    .trim()
    .toLowerCase()
    .replace(/^\[([0-9a-f:.]+)\](:\d+)?$/, "$1")
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1")
    .replace(/^::ffff:(\d+\.\d+\.\d+\.\d+)$/, "$1");
  return /^[0-9a-f:.]{2,45}$/.test(bare) ? bare : "";
}
