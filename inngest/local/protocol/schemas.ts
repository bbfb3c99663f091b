import { z } from "zod";

// Postgres cannot hold NUL in text; identifiers never need it.
const identifier = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((text) => !text.includes("\0"), "must not contain NUL");

// Not a union: its errors would not name the field.
const oneOrMany = <T extends z.ZodType>(schema: T) =>
  z.preprocess((body) => (Array.isArray(body) ? body : [body]), z.array(schema));

/** One event as `POST /e/<key>` takes it. */
export const eventSchema = z.object({
  name: identifier(256),
  data: z.record(z.string(), z.unknown()).nullish(),
  id: identifier(512).nullish().or(z.literal("")),
  ts: z.number().min(0).max(253_402_300_799_000).nullish(),
  user: z.record(z.string(), z.unknown()).nullish(),
  v: z.string().nullish(),
  meta: z.unknown().optional(),
});
export type EventInput = z.infer<typeof eventSchema>;
export const eventBatchSchema = oneOrMany(eventSchema);

const concurrencySchema = z.object({
  limit: z.number().int().min(0),
  key: z.string().optional(),
  scope: z.enum(["fn", "env", "account"]).optional(),
});

/** One function of a registration; options of which the job server needs only the names stay unread. */
export const functionConfigSchema = z.looseObject({
  id: identifier(512),
  name: z.string().optional(),
  triggers: z.array(
    z.union([
      z.strictObject({ event: identifier(256), expression: z.string().optional() }),
      z.strictObject({ cron: z.string(), jitter: z.string().optional() }),
    ]),
  ),
  steps: z.object({
    step: z.object({
      retries: z.object({ attempts: z.number().int().min(0).optional() }).optional(),
    }),
  }),
  concurrency: z
    .union([z.number().int().min(0), concurrencySchema, z.array(concurrencySchema)])
    .optional(),
});
export type FunctionConfig = z.infer<typeof functionConfigSchema>;

/** Body of `POST /fn/register`. */
export const registerSchema = z.object({
  appName: identifier(256),
  functions: z.array(z.unknown()),
});

const wireErrorSchema = z.looseObject({
  name: z.string().optional(),
  message: z.string().optional(),
  stack: z.string().optional(),
  cause: z.unknown().optional(),
});

/** One operation that the app reports, in a 206 or in a checkpoint. */
export const opSchema = z.object({
  id: identifier(256),
  op: z.string(),
  name: z.string().nullish(),
  displayName: z.string().nullish(),
  opts: z.looseObject({ parallelMode: z.string().optional() }).nullish(),
  data: z.unknown().optional(),
  error: wireErrorSchema.nullish().catch(undefined),
});
export type Op = z.infer<typeof opSchema>;
export const opsSchema = oneOrMany(opSchema);

/** Body of `POST /v1/checkpoint/<runId>/async`. */
export const checkpointSchema = z.object({
  run_id: z.string(),
  request_id: z.string(),
  steps: z.array(opSchema),
});

/** An error as it is kept, memoised and sent in `inngest/function.failed`. */
export interface WireError {
  name: string;
  message: string;
  stack?: string;
  cause?: unknown;
}

/** Reads an error that the app sent; what is missing gets a general name or message. */
export function toWireError(value: unknown): WireError {
  const parsed = wireErrorSchema.safeParse(value);
  const error = parsed.success ? parsed.data : {};
  return {
    name: error.name || "Error",
    message: error.message ?? (typeof value === "string" ? value : "Unknown error"),
    stack: error.stack ?? "",
    ...(error.cause === undefined ? {} : { cause: error.cause }),
  };
}
