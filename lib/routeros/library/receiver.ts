import { isRawRow, type RawRow, tagOf, wordsOf } from "../wire/raw-row";
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
  readonly #rowTags = new Map<string, (row: RawRow) => void>();
  readonly #parser: SentenceParser;
  readonly #events: ReceiverEvents;
  readonly #fallback: FallbackEncoding;
  #dead = false;
  /** Whether any byte has come: tells a router that turns us away from one that hangs up later. */
  heard = false;

  constructor(fallback: FallbackEncoding, events: ReceiverEvents) {
    this.#fallback = fallback;
    this.#events = events;
    this.#parser = new SentenceParser((sentence) => this.#deliver(sentence));
  }

  read(tag: string, callback: (packet: Packet) => void): void {
    this.#tags.set(tag, callback);
  }

  /** The rows of this tag's reply are given as they came; the rest of it goes to `read`. */
  readRows(tag: string, callback: (row: RawRow) => void): void {
    this.#rowTags.set(tag, callback);
  }

  stop(tag: string): void {
    this.#tags.delete(tag);
    this.#rowTags.delete(tag);
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

  #deliver(sentence: Buffer): void {
    if (this.#dead) return;
    if (this.#rowTags.size > 0 && isRawRow(sentence)) {
      const take = this.#rowTags.get(tagOf(sentence));
      if (take) {
        take(sentence);
        return;
      }
    }
    const words = wordsOf(sentence).map((word) => decodeText(word, this.#fallback));
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
