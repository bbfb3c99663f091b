import { RouterError } from "../errors";
import type { Lane } from "../port";

interface Waiting {
  admit: () => void;
  refuse: (error: RouterError) => void;
}

/**
 * Bounds how many commands are in flight on one connection. Interactive ones go first, and bulk ones leave two places
 * free, so that a payment never waits behind a table of ten thousand rows.
 */
export class CommandWindow {
  readonly #size: number;
  readonly #bulkSize: number;
  readonly #queues: Record<Lane, Set<Waiting>> = { interactive: new Set(), bulk: new Set() };
  #inFlight = 0;
  #bulkInFlight = 0;

  constructor(size: number) {
    this.#size = size;
    this.#bulkSize = Math.max(1, size - 2);
  }

  /** Resolves to the function that gives the place back. Rejects when the signal or `refuseAll` says so. */
  enter(lane: Lane, signal?: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(notSent());
        return;
      }
      const leaveQueue = () => {
        this.#queues[lane].delete(waiting);
        signal?.removeEventListener("abort", onAbort);
      };
      const waiting: Waiting = {
        admit: () => {
          leaveQueue();
          resolve(this.#take(lane));
        },
        refuse: (error) => {
          leaveQueue();
          reject(error);
        },
      };
      const onAbort = () => waiting.refuse(notSent());
      signal?.addEventListener("abort", onAbort);
      this.#queues[lane].add(waiting);
      this.#admit();
    });
  }

  refuseAll(error: RouterError): void {
    for (const queue of Object.values(this.#queues)) {
      for (const waiting of [...queue]) waiting.refuse(error);
    }
  }

  #take(lane: Lane): () => void {
    const bulk = lane === "bulk" ? 1 : 0;
    this.#inFlight += 1;
    this.#bulkInFlight += bulk;
    return () => {
      this.#inFlight -= 1;
      this.#bulkInFlight -= bulk;
      this.#admit();
    };
  }

  #admit(): void {
    while (this.#inFlight < this.#size) {
      const next = first(this.#queues.interactive) ?? this.#nextBulk();
      if (!next) return;
      next.admit();
    }
  }

  #nextBulk(): Waiting | undefined {
    return this.#bulkInFlight < this.#bulkSize ? first(this.#queues.bulk) : undefined;
  }
}

export const notSent = () =>
  new RouterError("aborted", "The command was given up before it was sent.");

const first = <T>(set: Set<T>): T | undefined => set.values().next().value;
