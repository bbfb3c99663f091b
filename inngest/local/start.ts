import { openPool } from "./db";
import { JobServerProcess } from "./process";
import { countQueue } from "./store/runs";
import type { JobServer, JobServerOptions } from "./types";
import { RunWaiters, waitUntil } from "./wait";

const DEFAULT_WAIT_MS = 30_000;

/**
 * Starts the job server in this process: migrates its schema, takes over from a dead predecessor,
 * listens, and keeps trying to reach the app. `onSuperseded` is called if another job server takes
 * this database over; this one then only answers 503 and should be closed.
 */
export async function startJobServer(
  options: JobServerOptions & { onSuperseded?: () => void },
): Promise<JobServer> {
  const log = options.log ?? (() => undefined);
  const pool = openPool(options.databaseUrl, (error) =>
    log({ level: "warn", message: "database connection lost", error: error.message }),
  );
  const waiters = new RunWaiters(pool);
  const running = new JobServerProcess(pool, { ...options, log }, () => waiters.check());
  try {
    const url = await running.start();
    return {
      url,
      close: () => running.close(),
      waitUntilReady: (timeoutMs = DEFAULT_WAIT_MS) =>
        waitUntil(
          async () => running.link.isReady,
          timeoutMs,
          () => `app not ready: ${running.link.lastError}`,
        ),
      waitForRun: (filter, timeoutMs = DEFAULT_WAIT_MS) => waiters.wait(filter, timeoutMs),
      drain: (timeoutMs = DEFAULT_WAIT_MS) =>
        waitUntil(
          async () => running.isIdle && (await countQueue(pool)).due === 0,
          timeoutMs,
          () => "calls are still due or in flight",
        ),
    };
  } catch (error) {
    await running.close();
    throw error;
  }
}
