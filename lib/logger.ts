import pino from "pino";
import { logLevel } from "./env";

const secretKeys = [
  "password",
  "token",
  "secret",
  "passkey",
  "authorization",
  "cookie",
  "phone",
  "msisdn",
  "body",
];

/** Structured log on stdout; secrets and personal data are cut out by key, at two depths. */
export const logger = pino({
  level: logLevel(),
  base: undefined,
  redact: { paths: secretKeys.flatMap((key) => [key, `*.${key}`]), censor: "[redacted]" },
});

export type Logger = typeof logger;
