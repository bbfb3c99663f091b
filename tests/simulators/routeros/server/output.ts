import type { Socket } from "node:net";
import { setImmediate as tick } from "node:timers/promises";
import { TLSSocket } from "node:tls";
import { seededRandom } from "../random";

/** How a reply is broken up, and where it ends early. */
export interface Shape {
  split: { seed?: number; maxBytes?: number } | undefined;
  /** Bytes of the reply that still leave; the connection ends when they are used up. */
  cutAfter: number | undefined;
}

const DEFAULT_MAX_SPLIT = 7;
const LINGER_MS = 1000;

/** The sending side of a connection: writes leave in order, some of them in pieces. */
export class Output {
  #queue: Promise<void> = Promise.resolve();
  #busy = 0;

  constructor(
    readonly socket: Socket,
    readonly onSent: (bytes: number) => void,
  ) {}

  /** Resolves when the bytes have been handed to the socket. */
  send(data: Buffer, split: Shape["split"]): Promise<void> {
    this.onSent(data.length);
    if (this.#busy === 0 && !split) {
      if (this.socket.writable) this.socket.write(data);
      return Promise.resolve();
    }
    this.#busy += 1;
    this.#queue = this.#queue.then(async () => {
      await this.#inPieces(data, split);
      this.#busy -= 1;
    });
    return this.#queue;
  }

  async #inPieces(data: Buffer, split: Shape["split"]): Promise<void> {
    const random = seededRandom(split?.seed ?? 1);
    const max = split ? (split.maxBytes ?? DEFAULT_MAX_SPLIT) : data.length;
    let offset = 0;
    while (offset < data.length && this.socket.writable) {
      const end = offset + 1 + Math.floor(random() * max);
      this.socket.write(split ? data.subarray(offset, end) : data);
      offset = split ? end : data.length;
      // A turn of the event loop lets the piece leave as a segment of its own.
      await tick();
    }
  }

  /** Ends the connection behind everything that was sent so far; `reset` sends RST, not FIN. */
  async end(reset = false): Promise<void> {
    await this.#queue;
    const { socket } = this;
    // What still arrives is read and dropped: closing over unread bytes would turn FIN into RST.
    socket.removeAllListeners("data").resume();
    if (reset) resetOrDestroy(socket);
    else {
      socket.end();
      setTimeout(() => socket.destroy(), LINGER_MS).unref();
    }
  }
}

/** TLS sockets cannot send RST themselves. */
export function resetOrDestroy(socket: Socket): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}

/** Where the client comes from; IPv4 addresses without their IPv6 coat. */
export function clientAddress({ remoteAddress = "" }: Socket): string {
  return remoteAddress.replace(/^::ffff:/, "");
}
