/** So long at most others wait: callbacks and payments are served by this process too. */
const SLICE_MS = 12;

/** Divides long work into slices, between which whoever waits has their turn. */
export class Pace {
  #since = performance.now();

  /** To be asked often. */
  get isDue(): boolean {
    return performance.now() - this.#since >= SLICE_MS;
  }

  async pause(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#since = performance.now();
  }
}

/** Does work that says itself where it may pause. */
export async function inSlices<T>(work: Generator<void, T>): Promise<T> {
  const pace = new Pace();
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    if (pace.isDue) await pace.pause();
  }
}
