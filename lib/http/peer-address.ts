import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { randomToken } from "../crypto/hash";

// The framework hands handlers headers, not sockets. The name is random in each process, so that nobody
// outside can send such a header; kept on globalThis because bundles do not share modules.
const holder = globalThis as typeof globalThis & { ispPeerHeader?: string };

/** The private header that carries the socket's address, or undefined when it was never installed. */
export const peerHeader = (): string | undefined => holder.ispPeerHeader;

/**
 * Makes every HTTP server of this process note the peer's address on its requests, before any handler sees
 * them. Call once at start. (Node docs: diagnostics channel `http.server.request.start`)
 */
export function installPeerAddress(): void {
  if (holder.ispPeerHeader) return;
  const header = `x-peer-${randomToken()}`;
  holder.ispPeerHeader = header;
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    request.headers[header] = request.socket.remoteAddress ?? "";
  });
}
