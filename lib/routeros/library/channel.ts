import type { Trap } from "../errors";
import type { Reply, Row } from "../port";
import type { RawRow } from "../wire/raw-row";
import { parseAttributes } from "../wire/words";
import type { Packet } from "./receiver";

/** Replies beyond this are a router gone mad: 50 000 rows take a third of it. */
const MAX_REPLY_CHARACTERS = 64 * 1024 * 1024;

/** What a channel needs of the library's Connector. */
export interface ChannelConnector {
  write(words: string[]): void;
  read(tag: string, callback: (packet: Packet) => void): void;
  stopRead(tag: string): void;
  /** Ours, in the place of the library's. */
  receiver: { readRows(tag: string, callback: (row: RawRow) => void): void };
}

export type ChannelEnd =
  | { kind: "done"; reply: Reply }
  | { kind: "trap"; trap: Trap }
  | { kind: "oversized" };

/**
 * Stands in for the library's Channel, which throws at `!empty`, drops rows without attributes, keeps of a trap its
 * message only, and appends to its caller's array. One command, one tag, one end.
 */
export class SafeChannel {
  readonly tag: string;
  readonly #connector: ChannelConnector;
  readonly #rows: Row[] = [];
  readonly #traps: Trap[] = [];
  #characters = 0;

  constructor(connector: ChannelConnector, tag: string) {
    this.#connector = connector;
    this.tag = tag;
  }

  /**
   * Resolves at `!done`, never rejects; stays pending if the connection ends. With `onRow` rows are given as they came,
   * and are missing from the reply. Throws nothing.
   */
  send(words: readonly string[], onRow?: (row: RawRow) => void): Promise<ChannelEnd> {
    return new Promise((resolve) => {
      const end = (result: ChannelEnd) => {
        this.forget();
        resolve(result);
      };
      if (onRow)
        this.#connector.receiver.readRows(this.tag, (row) => {
          if (this.#isOversized(row.length)) end({ kind: "oversized" });
          else onRow(row);
        });
      this.#connector.read(this.tag, (packet) => this.#receive(packet, end));
      this.#connector.write([...words, `.tag=${this.tag}`]);
    });
  }

  /** Replies that still come are dropped. */
  forget(): void {
    this.#connector.stopRead(this.tag);
  }

  #receive([reply, ...words]: Packet, end: (result: ChannelEnd) => void): void {
    if (this.#isOversized(words.reduce((sum, word) => sum + word.length, 0))) {
      end({ kind: "oversized" });
      return;
    }
    const attributes = parseAttributes(words);
    if (reply === "!re") this.#rows.push(attributes);
    else if (reply === "!trap") this.#traps.push(toTrap(attributes));
    else if (reply === "!done") end(this.#result(attributes));
    // `!empty` and whatever later releases add say nothing that `!done` does not.
  }

  #isOversized(more: number): boolean {
    this.#characters += more;
    return this.#characters > MAX_REPLY_CHARACTERS;
  }

  #result(done: Row): ChannelEnd {
    const [first, ...others] = this.#traps;
    if (!first) return { kind: "done", reply: { rows: this.#rows, ret: done.ret } };
    const more = others.map((trap) => trap.message).filter((message) => message !== first.message);
    return { kind: "trap", trap: { ...first, message: [first.message, ...more].join("; ") } };
  }
}

function toTrap(attributes: Row): Trap {
  const category = Number.parseInt(attributes.category ?? "", 10);
  return {
    message: attributes.message ?? "no message",
    ...(Number.isNaN(category) ? {} : { category }),
  };
}
