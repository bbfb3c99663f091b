/** Thrown into work that is under way when the simulator is reset or closed; Tasks swallows it. */
class Stopped extends Error {}

/** Background work and timers of a simulator: counted, so that one can wait for quiet, and stoppable. */
export class Tasks {
  #running = 0;
  #stopped = false;
  readonly #timers = new Map<NodeJS.Timeout, (error: Error) => void>();
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get idle(): boolean {
    return this.#running === 0;
  }

  /** Runs work in the background. An error other than a stop is a defect and ends the process. */
  run(work: () => Promise<void>): void {
    const done = this.begin();
    work()
      .catch((error: unknown) => {
        if (!(error instanceof Stopped)) queueMicrotask(() => Promise.reject(error));
      })
      .finally(done);
  }

  /** Counts something as running until the returned function is called (once or more). */
  begin(): () => void {
    this.#running += 1;
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      this.#running -= 1;
      this.#onChange();
    };
  }

  /** Calls back later unless stopped; does not count as running. Returns how to cancel it. */
  later(delayMs: number, callback: () => void): () => void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      callback();
    }, delayMs);
    this.#timers.set(timer, () => {});
    return () => {
      clearTimeout(timer);
      this.#timers.delete(timer);
    };
  }

  sleep(delayMs: number): Promise<void> {
    if (delayMs === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        resolve();
      }, delayMs);
      this.#timers.set(timer, reject);
    });
  }

  /** Throws once the simulator was reset or closed: call it after every wait, before an effect. */
  check(): void {
    if (this.#stopped) throw new Stopped("stopped");
  }

  stop(): void {
    this.#stopped = true;
    for (const [timer, reject] of this.#timers) {
      clearTimeout(timer);
      reject(new Stopped("stopped"));
    }
    this.#timers.clear();
  }
}
