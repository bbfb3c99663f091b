import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const port = z.coerce.number().int().min(1).max(65535).optional();

/** The settings that only starting needs; the rest is parsed in lib/env.ts by the processes themselves. */
const Settings = z.object({
  APP_MODE: z.enum(["demo", "live"], "APP_MODE is demo or live").default("demo"),
  DATABASE_URL: z.url("DATABASE_URL is not a URL").optional(),
  ISP_DATA_DIR: z.string().default(join(ROOT, ".data")),
  PORT: port,
  HOST: z.string().optional(),
  APP_URL: z.url().optional(),
  INNGEST_BASE_URL: z.url().optional(),
  OPERATOR_NAME: z.string().min(1).max(60).optional(),
  OWNER_EMAIL: z.email("OWNER_EMAIL is not an email address").optional(),
});

export type StartOptions = z.infer<typeof Settings> & { dev: boolean; dataDir: string };

/** Reads .env and the environment. Throws one sentence per wrong setting. */
export function readOptions(argv: string[]): StartOptions {
  const file = join(ROOT, ".env");
  if (existsSync(file)) process.loadEnvFile(file);
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ""));
  const result = Settings.safeParse(given);
  if (!result.success) {
    throw new Error(
      result.error.issues.map((i) => `${i.path.join(".")}: ${i.message}`).join("\n  "),
    );
  }
  const options = result.data;
  if (options.APP_MODE === "live" && !options.DATABASE_URL) {
    throw new Error(
      "APP_MODE=live needs DATABASE_URL: the address of a Postgres that you back up.",
    );
  }
  return { ...options, dataDir: resolve(options.ISP_DATA_DIR), dev: argv.includes("--dev") };
}
