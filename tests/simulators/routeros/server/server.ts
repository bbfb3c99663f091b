import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createServer as createTlsServer } from "node:tls";
import { isAllowedFrom } from "../ppp/ranges";
import type { Router } from "../router";
import type { Row } from "../types";
import { ApiConnection } from "./connection";
import { clientAddress, resetOrDestroy } from "./output";

/** What a router without a certificate offers: encrypted, but unauthenticated. */
const ANONYMOUS_CIPHERS = "ADH-AES256-GCM-SHA384:ADH-AES128-SHA256:@SECLEVEL=0";
const REOPEN_ATTEMPTS = 50;
const REOPEN_PAUSE_MS = 100;

/** The names that `/ip/service` has for the ports. */
type ServiceName = "api" | "api-ssl";

interface Port {
  server: Server;
  port: number;
  service: ServiceName;
}

/** Releases before 7.16 have this limit without naming it. */
const DEFAULT_MAX_SESSIONS = 20;

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
    const accept = (service: ServiceName) => (socket: Socket) => void this.#accept(socket, service);
    const plain = createServer({ noDelay: true }, accept("api"));
    this.#ports.push({ server: plain, port, service: "api" });
    if (tlsPort === undefined) return;
    const identity = tls ?? { ciphers: ANONYMOUS_CIPHERS, maxVersion: "TLSv1.2", dhparam: "auto" };
    const server = createTlsServer({ ...identity, noDelay: true } as object, accept("api-ssl"));
    server.on("tlsClientError", () => undefined);
    this.#ports.push({ server, port: tlsPort, service: "api-ssl" });
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

  /** Closes the ports of services that `/ip/service` disables, and opens those that it enables. */
  async followServices(): Promise<void> {
    for (const entry of this.#ports) {
      const isOn = this.#setting(entry.service).disabled !== "true";
      if (!this.#isOpen || isOn === entry.server.listening) continue;
      if (isOn) await this.#listen(entry);
      else entry.server.close();
    }
  }

  #setting(service: ServiceName): Row {
    return this.router.requireTable("/ip/service").find(service)?.fields ?? {};
  }

  /** Whether the service has room and takes clients from there. */
  #mayEnter(socket: Socket, service: ServiceName): boolean {
    const { address = "", "max-sessions": limit = DEFAULT_MAX_SESSIONS } = this.#setting(service);
    const taken = [...this.#connections.values()].filter((one) => one.service === service).length;
    return taken < Number(limit) && isAllowedFrom(address, clientAddress(socket));
  }

  async #accept(socket: Socket, service: ServiceName): Promise<void> {
    socket.on("error", () => undefined);
    this.#accepted += 1;
    const number = this.#accepted;
    const { counters } = this.router;
    counters.opened(number);
    socket.on("close", () => counters.closed(number));
    const { latencyMs, refuse } = this.router.faults.connection();
    if (refuse || !this.#mayEnter(socket, service)) {
      if (refuse?.reset) resetOrDestroy(socket);
      // Read, or the client's goodbye is never seen and the server never closes.
      else socket.resume().end();
      return;
    }
    socket.pause();
    if (latencyMs > 0) await sleep(latencyMs, undefined, { ref: false });
    if (!this.#isOpen || socket.destroyed) return resetOrDestroy(socket);
    const connection = new ApiConnection(this.router, socket, number, service, this.reboot);
    this.#connections.set(socket, connection);
    socket.on("close", () => this.#connections.delete(socket));
    socket.resume();
  }
}
