/** One line of the job server's log; `message` is for people, the rest for filters. */
export interface JobServerLogLine {
  level: "info" | "warn" | "error";
  message: string;
  [field: string]: unknown;
}

export interface JobServerOptions {
  /** Any Postgres URL; the job server keeps everything in its own schema `inngest_local`. */
  databaseUrl: string;
  /** Where the app serves the SDK, e.g. `http://127.0.0.1:3000/api/inngest`. It may come up later. */
  appUrl: string;
  /** The app's INNGEST_EVENT_KEY. */
  eventKey: string;
  /** The app's INNGEST_SIGNING_KEY (`signkey-<env>-<hex>`). */
  signingKey: string;
  /** Default 0: any free port. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** Fixed delay before every retry, for tests. Default: Inngest's backoff table with jitter. */
  retryIntervalSeconds?: number;
  /** Calls to the app in flight at once, all functions together. Default 100. */
  maxCalls?: number;
  /** Waits while another job server has the database, instead of taking it over. */
  standBy?: boolean;
  log?: (line: JobServerLogLine) => void;
}

export type RunStatus = "queued" | "running" | "completed" | "failed";

export interface RunView {
  id: string;
  /** `<app>-<function>`. */
  functionId: string;
  status: RunStatus;
  eventName: string;
  /** The id that `send` returned for the event. */
  eventId: string;
  queuedAt: string;
  startedAt: string | null;
  endedAt: string | null;
  /** What the function returned; null unless completed. */
  output: unknown;
  error: { name: string; message: string } | null;
}

export interface RunFilter {
  runId?: string;
  /** An id that `send` returned. */
  eventId?: string;
  /** `<app>-<function>` or the bare function id. */
  functionId?: string;
}

export interface JobServer {
  /** Base URL: what the app needs as INNGEST_BASE_URL. */
  url: string;
  /** Stops claiming, lets calls in flight end for up to 5 s, closes. What was cut off runs again at the next start. */
  close(): Promise<void>;
  /** Resolves when the app has registered its functions. Throws after `timeoutMs` (default 30 000). */
  waitUntilReady(timeoutMs?: number): Promise<void>;
  /** The first run that matches and has ended. Throws after `timeoutMs` (default 30 000). */
  waitForRun(filter: RunFilter, timeoutMs?: number): Promise<RunView>;
  /** Resolves when no call is in flight and nothing is due (sleeps and backoffs may be pending). */
  drain(timeoutMs?: number): Promise<void>;
}
