import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type StartSettings, startSettings } from "@/lib/env";

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export type StartOptions = StartSettings & { dev: boolean; dataDir: string };

/** Reads .env and the environment. Throws one sentence per wrong setting. */
export function readOptions(argv: string[]): StartOptions {
  const file = join(ROOT, ".env");
  if (existsSync(file)) process.loadEnvFile(file);
  const settings = startSettings();
  if (settings.APP_MODE === "live" && !settings.DATABASE_URL) {
    throw new Error(
      "APP_MODE=live needs DATABASE_URL: the address of a Postgres that you back up.",
    );
  }
  return {
    ...settings,
    dataDir: resolve(ROOT, settings.ISP_DATA_DIR),
    dev: argv.includes("--dev"),
  };
}
