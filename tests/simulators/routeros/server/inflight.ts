import { setTimeout as sleep } from "node:timers/promises";

/** A command on its way; `/cancel` or the end of the connection interrupts it. */
export class InFlight {
  readonly #abort = new AbortController();

  get interrupted(): boolean {
    return this.#abort.signal.aborted;
  }

  interrupt(): void {
    this.#abort.abort();
  }

  /** Resolves after the time, or earlier when interrupted. */
  async delay(milliseconds: number): Promise<void> {
    if (milliseconds <= 0 || this.interrupted) return;
    await sleep(milliseconds, undefined, { signal: this.#abort.signal }).catch(() => undefined);
  }

  /** Resolves when interrupted. */
  interruption(): Promise<void> {
    if (this.interrupted) return Promise.resolve();
    return new Promise((resolve) => {
      this.#abort.signal.addEventListener("abort", () => resolve(), { once: true });
    });
  }
}
