import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readPids } from "../../support/product";
import { waitFor } from "../../support/wait-for";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const KEPT = ["PATH", "HOME", "TMPDIR", "LANG", "USER", "NEXT_DIST_DIR"];
export const STARTS_WITHIN_MS = 240_000;

/** One run of `npm start`'s script, as somebody at a terminal has it. */
export interface Starter {
  pid: number;
  output(): string;
  /** Exit code, once it has ended. */
  ended: Promise<number | null>;
  isRunning(): boolean;
  ready(): Promise<void>;
  signal(name: NodeJS.Signals): void;
}

export function runStarter(env: Record<string, string>): Starter {
  // Nothing else of this process: its settings are those of another product.
  const own = Object.fromEntries(KEPT.flatMap((k) => [[k, process.env[k]]]));
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    cwd: ROOT,
    env: { ...own, ...env } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const collect = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const isSettled = () => output.includes("✓ Ready at") || !isRunning();
  return {
    pid: child.pid ?? 0,
    output: () => output,
    ended,
    isRunning,
    signal: (name) => child.kill(name),
    ready: async () => {
      await waitFor("the start", isSettled, Boolean, STARTS_WITHIN_MS);
      if (!output.includes("✓ Ready at")) throw new Error(`it did not start:\n${output}`);
    },
  };
}

/** A data folder that the postgres user can enter, and its removal. */
export async function newDataDir(): Promise<{ dataDir: string; remove: () => Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), "isp-start-"));
  await chmod(dataDir, 0o755);
  return { dataDir, remove: () => rm(dataDir, { recursive: true, force: true }) };
}

export const starterPid = (dataDir: string): number =>
  Number(readFileSync(join(dataDir, "start.pid"), "utf8"));

export const postgresPid = (postgresDir: string): number =>
  Number(readFileSync(join(postgresDir, "postmaster.pid"), "utf8").split("\n")[0]);

/** Everything that a start has brought into being, by name. */
export const startedPids = (dataDir: string): Record<string, number> => ({
  ...readPids(dataDir),
  starter: starterPid(dataDir),
  postgres: postgresPid(join(dataDir, "postgres")),
});

/** Names of those that still run. A process that has ended and was not collected yet has ended. */
export const alive = (pids: Record<string, number>): string[] =>
  Object.entries(pids)
    .filter(([, pid]) => isAlive(pid))
    .map(([name]) => name);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
