import { randomToken } from "../crypto/hash";

// The framework hands handlers headers, not sockets. The name is random in each process, so that nobody
// outside can send such a header; kept on globalThis because bundles do not share modules.
const holder = globalThis as typeof globalThis & { ispPeerHeader?: string };

/** The private header that carries the socket's address, or undefined when it was never installed. */
export const peerHeader = (): string | undefined => holder.ispPeerHeader;

/** Chooses the header's name, once in a process; undefined when that was done before. */
export function installPeerHeader(): string | undefined {
  if (holder.ispPeerHeader) return undefined;
  holder.ispPeerHeader = `x-peer-${randomToken()}`;
  return holder.ispPeerHeader;
}
