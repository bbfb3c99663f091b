import { type SyncError, toSyncError } from "./sync-error";

/** A connection that broke is replaced once, because a lost reply says nothing about what was done. */
export async function tryTwice<T>(
  signal: AbortSignal,
  pass: () => Promise<T>,
): Promise<{ pass: T } | { error: SyncError }> {
  for (let attempt = 1; ; attempt++) {
    try {
      return { pass: await pass() };
    } catch (error) {
      const failure = toSyncError(error);
      if (failure.code !== "closed" || signal.aborted || attempt > 1) return { error: failure };
    }
  }
}
