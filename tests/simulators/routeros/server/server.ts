import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createServer as createTlsServer } from "node:tls";
import type { Router } from "../router";
import { ApiConnection } from "./connection";
import { resetOrDestroy } from "./output";

/** What a router without a certificate offers: encrypted, but unauthenticated. */
const ANONYMOUS_CIPHERS = "ADH-AES256-GCM-SHA384:ADH-AES128-SHA256:@SECLEVEL=0";
const DEFAULT_MAX_SESSIONS = 20;
const REOPEN_ATTEMPTS = 50;
const REOPEN_PAUSE_MS = 100;

interface Port {
  server: Server;
  port: number;
}

/** The api and api-ssl services of a router. */
export class ApiServer {
  readonly #ports: Port[] = [];
  readonly #connections = new Map<Socket, ApiConnection>();
  #accepted = 0;
  #isOpen = false;
  #wasOpen = false;

  constructor(
    readonly router: Router,
    readonly host: string,
    readonly reboot: (seconds?: number) => void,
  ) {
    const { port = 0, tlsPort, tls } = router.options;
    const accept = (socket: Socket) => void this.#accept(socket);
    this.#ports.push({ server: createServer({ noDelay: true }, accept), port });
    if (tlsPort === undefined) return;
    const identity = tls ?? { ciphers: ANONYMOUS_CIPHERS, maxVersion: "TLSv1.2", dhparam: "auto" };
    const server = createTlsServer({ ...identity, noDelay: true } as object, accept);
    server.on("tlsClientError", () => undefined);
    this.#ports.push({ server, port: tlsPort });
  }

  get port(): number {
    return this.#ports[0]?.port ?? 0;
  }

  get tlsPort(): number | undefined {
    return this.#ports[1]?.port;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get openConnections(): number {
    return this.#connections.size;
  }

  /** Listens on the ports of the first time. Throws if one is taken. */
  async open(): Promise<void> {
    for (const entry of this.#ports) {
      await this.#listen(entry);
      const bound = entry.server.address();
      if (bound && typeof bound === "object") entry.port = bound.port;
    }
    this.#isOpen = true;
    this.#wasOpen = true;
  }

  /** While the router was down, somebody may briefly hold the port of ours. */
  async #listen({ server, port }: Port): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        server.listen(port, this.host);
        await once(server, "listening");
        return;
      } catch (error) {
        if (!this.#wasOpen || attempt === REOPEN_ATTEMPTS) throw error;
        await sleep(REOPEN_PAUSE_MS);
      }
    }
  }

  /** Cuts every connection and refuses new ones. */
  async shut(): Promise<void> {
    this.#isOpen = false;
    const closed = this.#ports
      .filter(({ server }) => server.listening)
      .map(({ server }) => new Promise((resolve) => server.close(resolve)));
    for (const connection of this.#connections.values()) connection.cut();
    this.#connections.clear();
    await Promise.all(closed);
  }

  async #accept(socket: Socket): Promise<void> {
    socket.on("error", () => undefined);
    this.router.log.connections += 1;
    this.#accepted += 1;
    const number = this.#accepted;
    const { latencyMs, refuse } = this.router.faults.connection();
    const limit = this.router.options.maxSessions ?? DEFAULT_MAX_SESSIONS;
    if (refuse || this.#connections.size >= limit) {
      if (refuse?.reset) resetOrDestroy(socket);
      // Read, or the client's goodbye is never seen and the server never closes.
      else socket.resume().end();
      return;
    }
    socket.pause();
    if (latencyMs > 0) await sleep(latencyMs, undefined, { ref: false });
    if (!this.#isOpen || socket.destroyed) return resetOrDestroy(socket);
    const connection = new ApiConnection(this.router, socket, number, this.reboot);
    this.#connections.set(socket, connection);
    socket.on("close", () => this.#connections.delete(socket));
    socket.resume();
  }
}
