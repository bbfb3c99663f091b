import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Actor } from "@/lib/context";

export interface Order {
  verb: string;
  input: unknown;
  actor: Actor;
  now: Date;
  killAt?: number;
  when?: "before" | "sent";
}

/** What became of a worker: it was killed, or it did its work with so many statements. */
export type Fate = { killed: true } | { killed: false; statements: number };

/** Workers that are bundled once, so that each starts in a moment; one always stands ready. */
export async function startWorkers() {
  const root = fileURLToPath(new URL("../../../../", import.meta.url));
  const folder = await mkdtemp(join(root, "node_modules", ".kill-loop-"));
  const file = join(folder, "worker.mjs");
  await build({
    entryPoints: [fileURLToPath(new URL("./worker.ts", import.meta.url))],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "esm",
    // Packages too, so that a worker starts in a moment; natives stay where they are.
    external: ["@node-rs/argon2", "pg-native", "cloudflare:sockets"],
    banner: {
      js: `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`,
    },
    tsconfig: join(root, "tsconfig.json"),
    alias: { "@": root },
    logLevel: "error",
  });
  const begin = () =>
    spawn(process.execPath, [file], { env: process.env, stdio: ["pipe", "pipe", "inherit"] });
  let next: ChildProcess = begin();
  return {
    /** Gives the order to the worker that stands ready and waits for its end. */
    async run(order: Order): Promise<Fate> {
      const worker = next;
      next = begin();
      return carryOut(worker, order);
    },
    async stop() {
      next.kill("SIGKILL");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function carryOut(worker: ChildProcess, order: Order): Promise<Fate> {
  let output = "";
  worker.stdout?.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  worker.stdin?.end(`${JSON.stringify(order)}\n`);
  const [code, signal] = await once(worker, "close");
  if (signal === "SIGKILL") return { killed: true };
  if (code !== 0) throw new Error(`${order.verb} failed in its worker`);
  return { killed: false, statements: Number(output.trim()) };
}
