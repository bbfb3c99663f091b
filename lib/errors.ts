/** Everything that can go wrong on purpose. Unknown errors have no code and are never shown. */
export const ERROR_CODES = [
  "unauthenticated",
  "forbidden",
  "invalid",
  "not_found",
  "conflict",
  "rate_limited",
  "unavailable",
  "paused",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** An error whose message may be shown to the person who caused it. */
export class AppError extends Error {
  readonly code: ErrorCode;
  /** Messages by form field, for `invalid` and field-bound `conflict`. */
  readonly fieldErrors: Record<string, string>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { fieldErrors?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.fieldErrors = options.fieldErrors ?? {};
  }
}

export const notFound = (what: string) => new AppError("not_found", `This ${what} does not exist.`);
export const conflict = (message: string, fieldErrors?: Record<string, string>) =>
  new AppError("conflict", message, { fieldErrors });
export const invalid = (message: string, fieldErrors?: Record<string, string>) =>
  new AppError("invalid", message, { fieldErrors });
