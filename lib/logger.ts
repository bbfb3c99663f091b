import pino, { type LoggerOptions } from "pino";
import { describeError } from "./describe-error";
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

export const loggerOptions = (): LoggerOptions => ({
  level: logLevel(),
  base: undefined,
  serializers: { err: (error: unknown) => describeError(error) },
  redact: { paths: secretKeys.flatMap((key) => [key, `*.${key}`]), censor: "[redacted]" },
});

/** Structured log on stdout; secrets and personal data are cut out by key, at two depths, and out of errors. */
export const logger = pino(loggerOptions());

export type Logger = typeof logger;
