import type { JobServerOptions } from "./types";

/** Repeats one piece of work, never twice at once; an error is logged and the next turn tries again. */
export class Every {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private isBusy = false;
  private isHurried = false;
  private stopped = false;

  /** `work` may return the ms after which it wants its next turn, if that is sooner. */
  constructor(
    private readonly intervalMs: number,
    private readonly log: NonNullable<JobServerOptions["log"]>,
    private readonly work: () => Promise<number | undefined>,
  ) {
    this.schedule(intervalMs);
  }

  /** Takes a turn at once. */
  hurry(): void {
    this.isHurried = this.isBusy;
    if (!this.isBusy) this.schedule(0);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** Resolves when no turn is being taken. */
  async idle(): Promise<void> {
    await this.running;
  }

  private schedule(delayMs: number): void {
    clearTimeout(this.timer);
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.takeTurn();
    }, delayMs);
  }

  private async takeTurn(): Promise<void> {
    this.isBusy = true;
    let delayMs = this.intervalMs;
    try {
      const wantedMs = (await this.work()) ?? this.intervalMs;
      delayMs = Math.min(this.intervalMs, Math.max(0, Math.ceil(wantedMs)));
    } catch (error) {
      this.log({ level: "error", message: "background work failed", error: String(error) });
    }
    this.isBusy = false;
    this.schedule(this.isHurried ? 0 : delayMs);
    this.isHurried = false;
  }
}
