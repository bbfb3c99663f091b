// Runs on a bare Node: checks it, installs dependencies if they are missing, then starts the real thing.
import { spawn } from "node:child_process";
import { ensureDependencies } from "./install.mjs";

await ensureDependencies();
const child = spawn(
  process.execPath,
  ["--import", "tsx", "scripts/start/main.ts", ...process.argv.slice(2)],
  // A group of its own, so that Ctrl-C comes through us alone; the channel tells it when we are killed.
  { stdio: ["inherit", "inherit", "inherit", "ipc"], detached: true },
);
// It stops everything in order and then ends.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => child.kill(signal === "SIGHUP" ? "SIGTERM" : signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
