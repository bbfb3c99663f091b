import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));

export interface BareOutcome {
  /** What the script passed to `out`, in order. */
  said: unknown[];
  /** 0 unless the library took the process down. */
  exitCode: number | null;
  stderr: string;
}

/**
 * Runs a script against node-routeros as it is, in a process of its own, because several of its defects end the process.
 * The script sees `api` (not connected), `out(value)` and `settle(promise)`, which gives "pending" after 700 ms.
 */
export async function runBareLibrary(
  port: number,
  script: string,
  options: { api?: string; env?: Record<string, string> } = {},
): Promise<BareOutcome> {
  const program = `
    const { RouterOSAPI } = require("node-routeros/dist/RouterOSAPI.js");
    const out = (value) => console.log(JSON.stringify(value));
    const settle = (promise) => Promise.race([
      promise.then((value) => ({ value }), (e) => ({ error: e.message, keys: Object.keys(e) })),
      new Promise((resolve) => setTimeout(resolve, 700, "pending")),
    ]);
    const api = new RouterOSAPI({
      host: "127.0.0.1", port: ${port}, user: "isp", password: "s3cret-pass", ${options.api ?? ""}
    });
    (async () => { ${script} })().then(() => process.exit(0));`;
  const child = spawn(process.execPath, ["-e", program], {
    cwd: root,
    env: { PATH: process.env.PATH ?? "", NODE_ENV: "test", ...options.env },
    timeout: 20_000,
  });
  const read = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      read[name] += text;
    });
  }
  const [exitCode] = await once(child, "close");
  const said = read.stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return { said, exitCode, stderr: read.stderr };
}
