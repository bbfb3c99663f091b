import type { Context } from "./context";

const underWay = new Set<Promise<void>>();

/**
 * Starts after-commit work without waiting for it: the caller's answer must not hang on a slow job server.
 * Failures are logged; whatever it was is due again by sweep.
 */
export function startAfterCommit(ctx: Context, callbacks: (() => Promise<void> | void)[]): void {
  for (const callback of callbacks) {
    const work = (async () => callback())()
      .catch((error: unknown) => {
        ctx.log.error({ err: error }, "after-commit work failed; a sweep will do it again");
      })
      .finally(() => underWay.delete(work));
    underWay.add(work);
  }
}

/** Waits for the after-commit work that is under way: before a script ends, and in tests. */
export async function afterCommitWork(): Promise<void> {
  while (underWay.size > 0) await Promise.all(underWay);
}
