import { SentenceParser } from "../wire/sentence-parser";
import { decodeText, type FallbackEncoding } from "../wire/text";

/** The reply word, then the other words without the tag. */
export type Packet = string[];

interface ReceiverEvents {
  /** `!fatal`: the router is about to hang up, and why. */
  onFatal: (message: string) => void;
  /** The bytes are not a router's. */
  onViolation: (error: Error) => void;
}

/**
 * Stands in for the library's Receiver, whose parser loses terminators and split lengths, grows without bound, throws
 * inside the socket's handler, and knows one codepage only. Same surface: read, stop, processRawData.
 */
export class SafeReceiver {
  readonly #tags = new Map<string, (packet: Packet) => void>();
  readonly #parser: SentenceParser;
  readonly #events: ReceiverEvents;
  readonly #fallback: FallbackEncoding;
  #dead = false;
  /** Whether any byte has come: tells a router that turns us away from one that hangs up later. */
  heard = false;

  constructor(fallback: FallbackEncoding, events: ReceiverEvents) {
    this.#fallback = fallback;
    this.#events = events;
    this.#parser = new SentenceParser((words) => this.#deliver(words));
  }

  read(tag: string, callback: (packet: Packet) => void): void {
    this.#tags.set(tag, callback);
  }

  stop(tag: string): void {
    this.#tags.delete(tag);
  }

  processRawData(data: Buffer): void {
    if (this.#dead) return;
    this.heard = true;
    try {
      this.#parser.push(data);
    } catch (error) {
      this.#dead = true;
      this.#events.onViolation(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #deliver(bytes: Buffer[]): void {
    if (this.#dead) return;
    const words = bytes.map((word) => decodeText(word, this.#fallback));
    const [reply = "", ...rest] = words;
    if (reply === "!fatal") {
      this.#dead = true;
      this.#events.onFatal(rest.find((word) => !word.startsWith(".tag=")) ?? "no reason given");
      return;
    }
    // Second on real routers, last in older documentation, so anywhere.
    const at = rest.findIndex((word) => word.startsWith(".tag="));
    const tag = at < 0 ? "" : (rest[at] ?? "").slice(".tag=".length);
    if (at >= 0) rest.splice(at, 1);
    // A tag that nobody waits for is a cancelled command's last word.
    this.#tags.get(tag)?.([reply, ...rest]);
  }
}
