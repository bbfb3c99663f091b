import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildIfNeeded } from "@/scripts/start/build";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const READY_WITHIN_MS = 300_000;

/** Builds the app unless the sources are those of the last build. */
export const buildApp = (): Promise<boolean> =>
  buildIfNeeded(tmpdir(), (line) => console.log(`• ${line}`));

export interface Ports {
  app: number;
  routers: number;
  routerA: number;
  routerB: number;
  phone: number;
  daraja: number;
  sms: number;
  jobs: number;
  worker: number;
  postgres: number;
}

export interface Product {
  dataDir: string;
  ports: Ports;
  output(): string;
  stop(): Promise<void>;
}

/** Runs the start script on a fresh (or the given) data folder and resolves when it has printed that it is ready. */
export async function startProduct(
  options: { dataDir?: string; env?: Record<string, string> } = {},
): Promise<Product> {
  const dataDir = options.dataDir ?? (await freshDataDir());
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    cwd: ROOT,
    env: {
      ...process.env,
      ISP_DATA_DIR: dataDir,
      APP_MODE: "demo",
      DATABASE_URL: "",
      ...options.env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const collect = (chunk: Buffer) => {
    output += chunk.toString();
    if (process.env.E2E_VERBOSE) process.stdout.write(chunk);
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  await untilReady(child, () => output);
  return {
    dataDir,
    ports: readPorts(dataDir),
    output: () => output,
    stop: async () => {
      await stopProcess(child);
      if (!options.dataDir) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export const readPorts = (dataDir: string): Ports =>
  JSON.parse(readFileSync(join(dataDir, "ports.json"), "utf8")) as Ports;

/** Process ids by name (app, worker, jobs, routers, phone), for tests that kill. */
export const readPids = (dataDir: string): Record<string, number> =>
  JSON.parse(readFileSync(join(dataDir, "processes.json"), "utf8")) as Record<string, number>;

async function freshDataDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "isp-e2e-"));
  await chmod(dir, 0o755);
  return dir;
}

function untilReady(child: ChildProcess, output: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) =>
      reject(new Error(`The product did not start (${why}):\n${output()}`));
    const deadline = setTimeout(() => fail("time ran out"), READY_WITHIN_MS);
    const poll = setInterval(() => {
      if (!output().includes("✓ Ready at")) return;
      clearInterval(poll);
      clearTimeout(deadline);
      resolve();
    }, 100);
    child.once("exit", (code) => {
      clearInterval(poll);
      clearTimeout(deadline);
      fail(`exit ${code}`);
    });
  });
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await gone;
}
