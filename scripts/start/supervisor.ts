import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, type WriteStream, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./options";
import { standBack } from "./stand-back";

export interface ProcessSpec {
  name: string;
  /** Arguments of node. */
  args: string[];
  env: Record<string, string | undefined>;
  /** What it prints when it listens: an answer alone may come from another program that has its port. */
  readyLine: string;
  /** How far it stands back behind the others when the processors are busy, 0 to 19. */
  niceness?: number;
  /** What is added to its environment when it ended so and is started again. */
  envAfter?: (code: number | null) => Record<string, string>;
  /** True once the process answers. */
  isReady: () => Promise<boolean>;
}

interface Entry {
  spec: ProcessSpec;
  child: ChildProcess;
  log: WriteStream;
}

const PRELOAD = join(ROOT, "scripts", "start", "exit-with-parent.mjs");
const READY_WITHIN_MS = 90_000;
const STOP_WITHIN_MS = 8_000;
const KEPT_OUTPUT = 16_384;

/** Starts processes, writes their output to files, restarts what dies, and stops all of it in reverse order. */
export class Supervisor {
  private readonly running: Entry[] = [];
  private readonly pids: Record<string, number | undefined> = {};
  constructor(
    private readonly logDir: string,
    private readonly say: (line: string) => void,
    /** From when on nothing is started (again). */
    private readonly stopped: AbortSignal,
  ) {}

  /** Starts one process and waits until it is ready. Throws with the end of its output when it is not. */
  async start(spec: ProcessSpec): Promise<void> {
    const log = createWriteStream(join(this.logDir, `${spec.name}.log`), { flags: "a" });
    const entry = { spec, log, child: this.launch(spec, log) };
    this.running.push(entry);
    await this.untilReady(entry);
    this.watch(entry, 0);
  }

  async stop(): Promise<void> {
    for (const { child } of [...this.running].reverse()) {
      if (hasEnded(child)) continue;
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
    if (spec.niceness && child.pid) standBack(child.pid, spec.niceness);
    // For people and tests that want to kill one of them.
    writeFileSync(join(this.logDir, "..", "processes.json"), JSON.stringify(this.pids));
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    return child;
  }

  private watch(entry: Entry, restarts: number) {
    const startedAt = Date.now();
    entry.child.once("exit", (code, signal) => {
      if (this.stopped.aborted) return;
      const stable = Date.now() - startedAt > 30_000;
      const count = stable ? 0 : restarts;
      const delay = Math.min(200 * 2 ** count, 10_000);
      this.say(`! ${entry.spec.name} ended (${signal ?? code}); starting it again`);
      setTimeout(() => {
        if (this.stopped.aborted) return;
        const env = { ...entry.spec.env, ...entry.spec.envAfter?.(code) };
        entry.child = this.launch({ ...entry.spec, env }, entry.log);
        this.watch(entry, count + 1);
      }, delay);
    });
  }

  private async untilReady({ spec, child }: Entry): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    const printed = lastOutput(child);
    while (!(printed().includes(spec.readyLine) && (await spec.isReady().catch(() => false)))) {
      this.stopped.throwIfAborted();
      const log = join(this.logDir, `${spec.name}.log`);
      if (hasEnded(child))
        throw new Error(`${spec.name} could not start: ${lastLine(printed())}\nSee ${log}.`);
      if (Date.now() > deadline) throw new Error(`${spec.name} did not become ready; see ${log}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

const lastLine = (text: string) => text.trimEnd().split("\n").at(-1) || "it printed nothing";

/** The end of what a process has printed since this was called. */
function lastOutput(child: ChildProcess): () => string {
  let text = "";
  const add = (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-KEPT_OUTPUT);
  };
  child.stdout?.on("data", add);
  child.stderr?.on("data", add);
  return () => text;
}

/** Ready when the URL answers below 500. */
export const answers = (url: string) => async (): Promise<boolean> => {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000), redirect: "manual" });
  return response.status < 500;
};
