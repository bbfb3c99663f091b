import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { installPeerHeader } from "./peer-header";

/**
 * Prepares the requests of every HTTP server of this process before any handler sees them: notes the socket's
 * address, and repairs paths that the framework could only answer with a 500. Call once at start. (Node docs:
 * diagnostics channel `http.server.request.start`)
 */
export function prepareRequests(): void {
  const header = installPeerHeader();
  if (!header) return;
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    request.headers[header] = request.socket.remoteAddress ?? "";
    request.url = decodableUrl(request.url ?? "/");
  });
}

/** The same URL, or, if its path cannot be decoded ("/%zz"), one whose percent signs stand for themselves. */
export function decodableUrl(url: string): string {
  const [path = "", ...query] = url.split("?");
  try {
    decodeURIComponent(path);
    return url;
  } catch {
    return [path.replaceAll("%", "%25"), ...query].join("?");
  }
}
