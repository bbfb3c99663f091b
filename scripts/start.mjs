// Runs on a bare Node: checks it, installs dependencies if they are missing, then starts the real thing.
import { spawn } from "node:child_process";
import { ensureDependencies } from "./install.mjs";

await ensureDependencies();
const child = spawn(
  process.execPath,
  ["--import", "tsx", "scripts/start/main.ts", ...process.argv.slice(2)],
  {
    stdio: "inherit",
  },
);
// Ctrl-C reaches the child through the terminal; it stops everything in order and then ends.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => child.kill(signal === "SIGHUP" ? "SIGTERM" : signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
