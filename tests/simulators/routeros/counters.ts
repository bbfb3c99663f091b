import { type Command, isWrite } from "./protocol/command";
import type { ConnectionCounters, Counters } from "./types";

/** Older connections fall out; their commands stay in the sums. */
const KEPT_CONNECTIONS = 5000;

/** Counts what clients do, at the cost of a few additions for each command. */
export class CounterBook {
  #opened = 0;
  #peakOpen = 0;
  #commands = 0;
  #writes = 0;
  #verbs: Record<string, number> = {};
  readonly #open = new Set<number>();
  readonly #connections = new Map<number, ConnectionCounters>();

  opened(connection: number): void {
    this.#opened += 1;
    this.#open.add(connection);
    this.#peakOpen = Math.max(this.#peakOpen, this.#open.size);
    this.#of(connection);
  }

  closed(connection: number): void {
    if (!this.#open.delete(connection)) return;
    this.#of(connection).closedAt = new Date().toISOString();
  }

  received(command: Command, connection: number): void {
    const counters = this.#of(connection);
    this.#commands += 1;
    this.#verbs[command.verb] = (this.#verbs[command.verb] ?? 0) + 1;
    counters.verbs[command.verb] = (counters.verbs[command.verb] ?? 0) + 1;
    if (!isWrite(command)) return;
    this.#writes += 1;
    counters.writes += 1;
  }

  sent(bytes: number, connection: number): void {
    this.#of(connection).bytesSent += bytes;
  }

  /** What is open stays open, with nothing counted yet. */
  reset(): void {
    this.#opened = 0;
    this.#peakOpen = this.#open.size;
    this.#commands = 0;
    this.#writes = 0;
    this.#verbs = {};
    this.#connections.clear();
  }

  get(): Counters {
    return {
      opened: this.#opened,
      open: this.#open.size,
      peakOpen: this.#peakOpen,
      verbs: { ...this.#verbs },
      commands: this.#commands,
      writes: this.#writes,
      connections: structuredClone([...this.#connections.values()]),
    };
  }

  #of(connection: number): ConnectionCounters {
    let counters = this.#connections.get(connection);
    if (counters) return counters;
    counters = {
      connection,
      openedAt: new Date().toISOString(),
      verbs: {},
      writes: 0,
      bytesSent: 0,
    };
    this.#connections.set(connection, counters);
    const [oldest] = this.#connections.keys();
    if (this.#connections.size > KEPT_CONNECTIONS && oldest !== undefined) {
      this.#connections.delete(oldest);
    }
    return counters;
  }
}
