import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, type WriteStream, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./options";

export interface ProcessSpec {
  name: string;
  /** Arguments of node. */
  args: string[];
  env: Record<string, string | undefined>;
  /** True once the process answers. */
  isReady: () => Promise<boolean>;
}

const PRELOAD = join(ROOT, "scripts", "start", "exit-with-parent.mjs");
const READY_WITHIN_MS = 90_000;
const STOP_WITHIN_MS = 8_000;

/** Starts processes, writes their output to files, restarts what dies, and stops all of it in reverse order. */
export class Supervisor {
  private readonly running: { spec: ProcessSpec; child: ChildProcess; log: WriteStream }[] = [];
  private readonly pids: Record<string, number | undefined> = {};
  private stopping = false;

  constructor(
    private readonly logDir: string,
    private readonly say: (line: string) => void,
  ) {}

  /** Starts one process and waits until it is ready. Throws with the end of its output when it is not. */
  async start(spec: ProcessSpec): Promise<void> {
    const log = createWriteStream(join(this.logDir, `${spec.name}.log`), { flags: "a" });
    const entry = { spec, log, child: this.launch(spec, log) };
    this.running.push(entry);
    this.watch(entry, 0);
    await this.untilReady(entry);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    for (const { child } of [...this.running].reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS);
      await gone;
      clearTimeout(timer);
    }
  }

  private launch(spec: ProcessSpec, log: WriteStream): ChildProcess {
    const child = spawn(process.execPath, ["--import", PRELOAD, ...spec.args], {
      cwd: ROOT,
      env: { ...process.env, ...spec.env },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // A group of its own: Ctrl-C reaches us alone, and we stop things in order.
      detached: true,
    });
    this.pids[spec.name] = child.pid;
    // For people and tests that want to kill one of them.
    writeFileSync(join(this.logDir, "..", "processes.json"), JSON.stringify(this.pids));
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    return child;
  }

  private watch(entry: (typeof this.running)[number], restarts: number) {
    const startedAt = Date.now();
    entry.child.once("exit", (code, signal) => {
      if (this.stopping) return;
      const stable = Date.now() - startedAt > 30_000;
      const count = stable ? 0 : restarts;
      const delay = Math.min(200 * 2 ** count, 10_000);
      this.say(`! ${entry.spec.name} ended (${signal ?? code}); starting it again`);
      setTimeout(() => {
        if (this.stopping) return;
        entry.child = this.launch(entry.spec, entry.log);
        this.watch(entry, count + 1);
      }, delay);
    });
  }

  private async untilReady(entry: (typeof this.running)[number]): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    while (!(await entry.spec.isReady().catch(() => false))) {
      if (Date.now() > deadline) {
        throw new Error(
          `${entry.spec.name} did not become ready; see ${join(this.logDir, `${entry.spec.name}.log`)}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Ready when the URL answers below 500. */
export const answers = (url: string) => async (): Promise<boolean> => {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000), redirect: "manual" });
  return response.status < 500;
};
