import type pg from "pg";
import { findEndedRun } from "./store/runs";
import type { RunFilter, RunView } from "./types";

const POLL_MS = 250;

/** Polls until `isTrue`. @throws Error with `explain()` after `timeoutMs`. */
export async function waitUntil(
  isTrue: () => Promise<boolean>,
  timeoutMs: number,
  explain: () => string,
): Promise<void> {
  const until = performance.now() + timeoutMs;
  while (!(await isTrue())) {
    if (performance.now() > until) throw new Error(`Gave up after ${timeoutMs} ms: ${explain()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Callers that wait for a run to end. */
export class RunWaiters {
  private readonly wakers = new Set<() => void>();

  constructor(private readonly pool: pg.Pool) {}

  /** Some run has ended. */
  check(): void {
    for (const wake of this.wakers) wake();
  }

  /** @throws Error if no run matches and has ended within `timeoutMs`. */
  async wait(filter: RunFilter, timeoutMs: number): Promise<RunView> {
    const until = performance.now() + timeoutMs;
    for (;;) {
      const next = this.nextWake();
      const run = await findEndedRun(this.pool, filter);
      if (run) {
        next.cancel();
        return run;
      }
      if (performance.now() > until) {
        next.cancel();
        throw new Error(`No run ended within ${timeoutMs} ms for ${JSON.stringify(filter)}`);
      }
      await next.woken;
    }
  }

  private nextWake(): { woken: Promise<void>; cancel: () => void } {
    let cancel = () => {};
    const woken = new Promise<void>((resolve) => {
      const timer = setTimeout(() => cancel(), POLL_MS);
      cancel = () => {
        clearTimeout(timer);
        this.wakers.delete(cancel);
        resolve();
      };
      this.wakers.add(cancel);
    });
    return { woken, cancel };
  }
}
