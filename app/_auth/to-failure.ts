import { v7 } from "uuid";
import { ZodError } from "zod";
import { AppError } from "@/lib/errors";
import type { Logger } from "@/lib/logger";

export interface Failure {
  ok: false;
  code: string;
  message: string;
  fieldErrors: Record<string, string>;
}

/** First message of each field, under its dotted path. */
const byField = (error: ZodError): Record<string, string> => {
  const fields: Record<string, string> = {};
  for (const issue of error.issues) fields[issue.path.join(".")] ??= issue.message;
  return fields;
};

/**
 * The one place where an error becomes words for people: errors made on purpose speak for themselves, anything
 * else is logged under an id and shown as one general sentence.
 */
export function toFailure(error: unknown, log: Logger): Failure {
  if (error instanceof AppError) {
    const { code, message, fieldErrors } = error;
    return { ok: false, code, message, fieldErrors };
  }
  if (error instanceof ZodError) {
    const fieldErrors = byField(error);
    const { "": general, ...fields } = fieldErrors;
    const first = Object.values(fieldErrors)[0] ?? "This is not right.";
    const message = Object.keys(fields).length > 0 ? "Please look at the marked fields." : first;
    return { ok: false, code: "invalid", message: general ?? message, fieldErrors: fields };
  }
  const id = v7();
  log.error({ err: error, errorId: id }, "unexpected error");
  const message = `Something went wrong on our side. If it happens again, tell support this code: ${id.slice(-12)}`;
  return { ok: false, code: "unknown", message, fieldErrors: {} };
}
