import { type AppClient, AppRefusedError } from "./call-app";
import type { JobServerOptions } from "./types";

const REFRESH_MS = 15_000;
const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 1_000;
const REFUSED_SYNC_RETRY_MS = 3_000;
const ANSWER_TIMEOUT_MS = 60_000;

export interface AppLinkEvents {
  onReady: () => void;
  /** Whether an earlier registration left functions to run. */
  hasFunctions: () => boolean;
  log: NonNullable<JobServerOptions["log"]>;
}

/**
 * Knows whether the app is there and registered. While it is not, calls are held back and the app
 * is asked to register again and again, so that a restart of it costs no run an attempt.
 */
export class AppLink {
  private ready = false;
  private error: string | null = "the app has not registered yet";
  private syncedAt = -1;
  private refusedAt = -1;
  private failures = 0;
  private asking = false;
  private timer: NodeJS.Timeout | undefined;
  private readonly abort = new AbortController();

  constructor(
    private readonly client: AppClient,
    private readonly appUrl: string,
    private readonly events: AppLinkEvents,
  ) {}

  /** Calls may be made. */
  get isReady(): boolean {
    return this.ready;
  }

  /** What is wrong with the app or its registration, for people. */
  get lastError(): string | null {
    return this.error;
  }

  start(): void {
    this.schedule(0);
  }

  stop(): void {
    this.abort.abort();
    clearTimeout(this.timer);
  }

  /** The app has registered, by itself or because it was asked to. */
  markSynced(): void {
    this.syncedAt = performance.now();
    this.becomeReady(null);
  }

  /** The app's registration was refused. What it had registered before goes on running. */
  markRefused(reason: string): void {
    this.refusedAt = performance.now();
    if (this.error !== reason) {
      this.events.log({ level: "error", message: "registration refused", reason });
    }
    this.error = reason;
    if (this.events.hasFunctions()) this.becomeReady(reason);
  }

  /** The app refused a connection or our signature: hold calls back until it has registered again. */
  markDown(reason: string): void {
    if (this.abort.signal.aborted) return;
    if (this.error !== reason) {
      this.events.log({ level: "warn", message: "app not ready, its calls wait", reason });
    }
    this.error = reason;
    const wasReady = this.ready;
    this.ready = false;
    if (wasReady && !this.asking) this.schedule(FIRST_RETRY_MS);
  }

  private becomeReady(error: string | null): void {
    this.error = error;
    this.failures = 0;
    if (this.ready || this.abort.signal.aborted) return;
    this.ready = true;
    this.events.log({ level: "info", message: "app ready", appUrl: this.appUrl });
    this.events.onReady();
  }

  private schedule(delayMs: number): void {
    clearTimeout(this.timer);
    if (this.abort.signal.aborted) return;
    this.timer = setTimeout(() => void this.ask(), delayMs);
  }

  private async ask(): Promise<void> {
    this.asking = true;
    const retryMs = await this.askOnce();
    this.asking = false;
    this.schedule(this.ready && this.error === null ? REFRESH_MS : retryMs);
  }

  /** Returns the delay in ms before the next try, should this one have failed. */
  private async askOnce(): Promise<number> {
    const askedAt = performance.now();
    try {
      const answer = await this.client.send({
        method: "PUT",
        body: { url: this.appUrl },
        timeoutMs: ANSWER_TIMEOUT_MS,
        signal: this.abort.signal,
      });
      const isSettled = this.refusedAt >= askedAt || this.syncedAt >= askedAt;
      if (!isSettled) this.markDown(describeAnswer(answer.status, answer.text));
      return REFUSED_SYNC_RETRY_MS;
    } catch (error) {
      this.failures++;
      const isRefused = error instanceof AppRefusedError;
      this.markDown(isRefused ? "the app is not running" : `the app does not answer: ${error}`);
      return Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.failures - 1));
    }
  }
}

function describeAnswer(status: number, text: string): string {
  if (status === 200) {
    return "the app registered elsewhere: its INNGEST_BASE_URL does not name this job server";
  }
  return `asked to register, the app answered ${status}: ${text.slice(0, 200)}`;
}
