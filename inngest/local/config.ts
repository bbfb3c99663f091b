import { z } from "zod";
import type { JobServerOptions } from "./types";

const httpUrl = z.url({ protocol: /^https?$/, error: "must be an http(s) URL" });

const environment = z.object({
  JOB_SERVER_PORT: z.coerce.number().int().min(0).max(65_535).default(8288),
  JOB_SERVER_HOST: z.string().default("127.0.0.1"),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: "must be a postgres:// URL" }),
  INNGEST_EVENT_KEY: z.string().min(8, "must have at least 8 characters"),
  INNGEST_SIGNING_KEY: z
    .string()
    .regex(/^signkey-\w+-([0-9a-f]{2}){16,}$/i, "must be signkey-<env>-<at least 32 hex digits>"),
  JOB_SERVER_APP_URL: httpUrl,
  JOB_SERVER_RETRY_INTERVAL_SECONDS: z.coerce.number().min(0).optional(),
  JOB_SERVER_STAND_BY: z.enum(["0", "1"]).default("0"),
  JOB_SERVER_MAX_CALLS: z.coerce.number().int().min(1).default(100),
});

export class ConfigError extends Error {
  override name = "ConfigError";
}

/** @throws ConfigError naming every variable that is missing or wrong. */
export function parseConfig(env: Record<string, string | undefined>): JobServerOptions {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    throw new ConfigError(lines.join("; "));
  }
  const settings = parsed.data;
  return {
    port: settings.JOB_SERVER_PORT,
    host: settings.JOB_SERVER_HOST,
    databaseUrl: settings.DATABASE_URL,
    eventKey: settings.INNGEST_EVENT_KEY,
    signingKey: settings.INNGEST_SIGNING_KEY,
    appUrl: settings.JOB_SERVER_APP_URL,
    retryIntervalSeconds: settings.JOB_SERVER_RETRY_INTERVAL_SECONDS,
    maxCalls: settings.JOB_SERVER_MAX_CALLS,
    standBy: settings.JOB_SERVER_STAND_BY === "1",
  };
}
