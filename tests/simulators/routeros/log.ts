import { fromBytes } from "./protocol/bytes";
import { type Command, isWrite } from "./protocol/command";
import type { CommandLogEntry } from "./types";

/** Older entries fall out; counters have no end. */
const KEPT_ENTRIES = 20_000;

/** Every sentence that a router received, in order. */
export class CommandLog {
  #entries: CommandLogEntry[] = [];
  #seq = 0;
  constructor(readonly router: string) {}

  received(command: Command, connection: number): CommandLogEntry {
    this.#seq += 1;
    const entry: CommandLogEntry = {
      seq: this.#seq,
      at: new Date().toISOString(),
      router: this.router,
      connection,
      path: fromBytes(command.path),
      words: command.words.map(fromBytes),
      ...(command.tag === undefined ? {} : { tag: fromBytes(command.tag) }),
      write: isWrite(command),
    };
    this.#entries.push(entry);
    if (this.#entries.length > 2 * KEPT_ENTRIES) this.#entries = this.#entries.slice(-KEPT_ENTRIES);
    return entry;
  }

  entries(): CommandLogEntry[] {
    return this.#entries.map((entry) => ({ ...entry }));
  }

  reset(): void {
    this.#entries = [];
  }
}
