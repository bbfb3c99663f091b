import { ConfigError, parseConfig } from "./config";
import { startJobServer } from "./start";
import type { JobServerLogLine } from "./types";

// stdout carries the one ready line, for whoever started us; the log goes to stderr.
const log = (line: JobServerLogLine) =>
  console.error(JSON.stringify({ time: new Date().toISOString(), ...line }));

async function main(): Promise<void> {
  const options = parseConfig(process.env);
  let exitCode = 0;
  const server = await startJobServer({ ...options, log, onSuperseded: () => stop(3) });
  async function stop(code: number): Promise<void> {
    exitCode = code;
    process.removeAllListeners("SIGTERM").removeAllListeners("SIGINT");
    await server.close();
    process.exit(exitCode);
  }
  process.once("SIGTERM", () => void stop(0));
  process.once("SIGINT", () => void stop(0));
  console.log(JSON.stringify({ ready: true, url: server.url, pid: process.pid }));
}

main().catch((error: unknown) => {
  const message = error instanceof ConfigError ? error.message : String(error);
  log({ level: "error", message: `job server cannot start: ${message}` });
  process.exit(1);
});
