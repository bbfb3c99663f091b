/** An error as the log keeps it. */
export interface DescribedError {
  type: string;
  message: string;
  stack?: string;
  code?: string | number;
  kind?: string;
  constraint?: string;
  cause?: DescribedError;
}

const FIELDS = ["code", "kind", "constraint"] as const;
const DEEPEST = 5;

/**
 * What may be written down of an error. A database error carries the statement's parameters in its message and the
 * row in its detail: phones, hashes of tokens, whole callbacks. Only the statement stays.
 */
export function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const described: DescribedError = {
    type: error.name,
    message: withoutParams(error.message),
    stack: framesOf(error),
  };
  for (const field of FIELDS) {
    const value: unknown = Reflect.get(error, field);
    if (typeof value === "string" || typeof value === "number")
      Object.assign(described, { [field]: value });
  }
  if (error.cause !== undefined && depth < DEEPEST)
    described.cause = describeError(error.cause, depth + 1);
  return described;
}

/** Drizzle writes "Failed query: <statement>\nparams: <values>". */
const withoutParams = (message: string): string =>
  message.startsWith("Failed query: ") ? (message.split("\nparams: ")[0] ?? "") : message;

/** The lines that say where; those before them repeat the message. */
const framesOf = (error: Error): string =>
  (error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .join("\n");
