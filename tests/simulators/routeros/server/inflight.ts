/** A command on its way; `/cancel` or the end of the connection interrupts it. */
export class InFlight {
  #interrupted = false;
  readonly #waiting = new Set<() => void>();

  get interrupted(): boolean {
    return this.#interrupted;
  }

  interrupt(): void {
    this.#interrupted = true;
    for (const wake of [...this.#waiting]) wake();
  }

  /** Resolves after the time, or earlier when interrupted. */
  delay(milliseconds: number): Promise<void> {
    if (milliseconds <= 0 || this.#interrupted) return Promise.resolve();
    return this.#wait((wake) => {
      const timer = setTimeout(wake, milliseconds);
      return () => clearTimeout(timer);
    });
  }

  /** Resolves when interrupted. */
  interruption(): Promise<void> {
    if (this.#interrupted) return Promise.resolve();
    return this.#wait(() => () => undefined);
  }

  #wait(start: (wake: () => void) => () => void): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        stop();
        this.#waiting.delete(wake);
        resolve();
      };
      this.#waiting.add(wake);
      const stop = start(wake);
    });
  }
}
