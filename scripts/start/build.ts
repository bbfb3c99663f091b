import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "./options";

const SOURCES = ["app", "components", "lib", "services", "inngest", "drizzle/schema"];
const FILES = [
  "package-lock.json",
  "next.config.ts",
  "tsconfig.json",
  "proxy.ts",
  "instrumentation.ts",
  "postcss.config.mjs",
];
const NEXT = join(ROOT, "node_modules", "next", "dist", "bin", "next");

export const buildDir = (): string => process.env.NEXT_DIST_DIR ?? ".next";

/** Builds the app unless the sources are the ones it was last built from. Returns whether it built. */
export async function buildIfNeeded(
  logDir: string,
  say: (line: string) => void,
  signal?: AbortSignal,
): Promise<boolean> {
  const stampFile = join(ROOT, buildDir(), "isp-build-stamp");
  const fingerprint = await fingerprintSources();
  const last = await readFile(stampFile, "utf8").catch(() => "");
  if (last === fingerprint) return false;
  say("Building the app (about a minute, only after changes)…");
  await runNextBuild(join(logDir, "build.log"), signal);
  await writeFile(stampFile, fingerprint);
  return true;
}

async function fingerprintSources(): Promise<string> {
  const hash = createHash("sha256");
  const folders = await Promise.all(SOURCES.map((folder) => list(folder)));
  for (const file of [...folders.flat().sort(), ...FILES]) {
    const content = await readFile(join(ROOT, file)).catch(() => undefined);
    if (content) hash.update(file).update("\0").update(content).update("\0");
  }
  return hash.digest("hex");
}

async function list(folder: string): Promise<string[]> {
  const exists = await stat(join(ROOT, folder)).then(
    () => true,
    () => false,
  );
  if (!exists) return [];
  const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((e) => e.isFile())
    .map((e) => join(e.parentPath, e.name).slice(ROOT.length + 1));
}

function runNextBuild(logFile: string, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const log = createWriteStream(logFile);
    const env = { ...process.env, NODE_ENV: "production" as const, NEXT_TELEMETRY_DISABLED: "1" };
    const child = spawn(process.execPath, [NEXT, "build"], {
      cwd: ROOT,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      signal,
    });
    child.on("error", reject);
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    child.on("exit", (code) => {
      log.end();
      if (code === 0) resolve();
      else reject(new Error(`The build failed: see ${logFile}.`));
    });
  });
}
