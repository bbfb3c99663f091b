import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { onClose } from "./harness";

export interface TestProcess {
  child: ChildProcess;
  /** The first line that it printed. */
  firstLine: string;
  kill(signal: NodeJS.Signals): Promise<number | null>;
}

/** Runs a TypeScript file as a process of its own; resolves with its first line on stdout. */
export async function runScript(path: string, env: Record<string, string>): Promise<TestProcess> {
  const child = spawn(process.execPath, ["--import", "tsx", path], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr?.on("data", (chunk) => {
    errors += chunk;
  });
  const exited = once(child, "exit");
  const kill = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await exited;
    }
    return child.exitCode;
  };
  onClose(async () => {
    await kill("SIGKILL");
  });
  if (!child.stdout) throw new Error("no stdout");
  const lines = createInterface(child.stdout);
  const first = await Promise.race([once(lines, "line"), exited.then(() => undefined)]);
  if (!first) throw new Error(`${path} ended before it was ready: ${errors}`);
  return { child, firstLine: String(first[0]), kill };
}
