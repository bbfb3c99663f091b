/** Tells listeners that something changed, and waits for a state instead of sleeping. */
export class Changes {
  readonly #listeners = new Set<() => void>();

  emit(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves with the first value that `look` finds. Rejects with `what` after timeoutMs. */
  waitFor<T>(look: () => T | undefined, what: string, timeoutMs = 10_000): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`waited ${timeoutMs} ms in vain for ${what}`));
      }, timeoutMs);
      const check = () => {
        const found = look();
        if (found === undefined) return;
        stop();
        clearTimeout(timer);
        resolve(found);
      };
      const stop = this.subscribe(check);
      check();
    });
  }
}
