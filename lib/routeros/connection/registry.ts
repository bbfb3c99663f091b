import { createHash } from "node:crypto";
import { setMaxListeners } from "node:events";
import { openRouter } from "../open-router";
import type { Lane, RouterAddress, RouterConnection, RouterPort } from "../port";
import { notSent } from "./command-window";

const IDLE_MS = 30_000;

interface Entry {
  /** Of everything in the address: another port or password means another connection. */
  digest: string;
  opening: Promise<RouterConnection>;
  /** Ends an opening that nobody needs any more. */
  abort: AbortController;
  connection?: RouterConnection;
  users: number;
  /** Taken out of service; closes when its last user leaves. */
  retired: boolean;
  idleTimer?: NodeJS.Timeout;
}

/** One connection per router, shared by all who use it at the same time. */
export class ConnectionRegistry {
  readonly #entries = new Map<string, Entry>();
  readonly #idleMs: number;

  constructor(options: { idleMs?: number } = {}) {
    this.#idleMs = options.idleMs ?? IDLE_MS;
  }

  async use<T>(
    address: RouterAddress,
    options: { lane: Lane; signal?: AbortSignal },
    work: (router: RouterPort) => Promise<T>,
  ): Promise<T> {
    // Many commands of one piece of work wait for the same end.
    if (options.signal) setMaxListeners(0, options.signal);
    const entry = this.#acquire(address);
    try {
      const connection = await untilAborted(entry.opening, options.signal);
      return await work(connection.view(options.lane, options.signal));
    } finally {
      this.#release(address.routerId, entry);
    }
  }

  async drop(routerId: string): Promise<void> {
    const entry = this.#entries.get(routerId);
    if (!entry) return;
    this.#entries.delete(routerId);
    clearTimeout(entry.idleTimer);
    await close(entry);
  }

  async dropAll(): Promise<void> {
    await Promise.all([...this.#entries.keys()].map((routerId) => this.drop(routerId)));
  }

  #acquire(address: RouterAddress): Entry {
    const digest = digestOf(address);
    const current = this.#entries.get(address.routerId);
    const usable = current && current.digest === digest && !current.connection?.closed;
    if (current && !usable) this.#retire(address.routerId, current);
    const entry = usable ? current : this.#start(address, digest);
    clearTimeout(entry.idleTimer);
    entry.users += 1;
    return entry;
  }

  #start(address: RouterAddress, digest: string): Entry {
    const abort = new AbortController();
    const opening = openRouter(address, { signal: abort.signal });
    const entry: Entry = { digest, opening, abort, users: 0, retired: false };
    this.#entries.set(address.routerId, entry);
    entry.opening.then(
      (connection) => {
        entry.connection = connection;
      },
      () => this.#retire(address.routerId, entry),
    );
    return entry;
  }

  #retire(routerId: string, entry: Entry): void {
    if (this.#entries.get(routerId) === entry) this.#entries.delete(routerId);
    clearTimeout(entry.idleTimer);
    entry.retired = true;
    if (entry.users === 0) void close(entry);
  }

  #release(routerId: string, entry: Entry): void {
    entry.users -= 1;
    if (entry.users > 0) return;
    if (entry.retired) {
      void close(entry);
      return;
    }
    entry.idleTimer = setTimeout(() => this.#retire(routerId, entry), this.#idleMs);
    entry.idleTimer.unref();
  }
}

/** Closing cannot fail; a connection that never opened is closed. */
async function close(entry: Entry): Promise<void> {
  entry.abort.abort();
  const connection = await entry.opening.catch(() => undefined);
  await connection?.close();
}

function digestOf(address: RouterAddress): string {
  const { host, port, transport, tlsFingerprint, username, password, fallbackEncoding } = address;
  const parts = [host, port, transport, tlsFingerprint, username, password, fallbackEncoding];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

function untilAborted<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(notSent());
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
