import { createHash } from "node:crypto";
import { parseRetryAfter } from "../backoff";
import { type Op, opsSchema, toWireError, type WireError } from "./schemas";

/** What came back over HTTP. */
export interface AppAnswer {
  status: number;
  headers: Record<string, string | undefined>;
  text: string;
}

/** What an answer means for the run. */
export type Outcome =
  | { type: "completed"; output: unknown }
  | { type: "ops"; ops: Op[]; retryAfterMs: number | undefined }
  | { type: "error"; error: WireError; isFinal: boolean; retryAfterMs: number | undefined };

// Ids that the SDK gives to errors of the function itself when it must report them as operations.
const WHOLE_FUNCTION = createHash("sha1").update("complete").digest("hex");

/** Reads an answer whose signature has been checked. Never throws: nonsense is a retriable error. */
export function readAnswer(answer: AppAnswer, nowMs: number): Outcome {
  const body = parseJson(answer.text);
  const retryAfterMs = parseRetryAfter(answer.headers["retry-after"], nowMs);
  if (answer.status === 200) return { type: "completed", output: body };
  if (answer.status !== 206) {
    const isFinal = answer.headers["x-inngest-no-retry"] === "true";
    return { type: "error", error: describeError(answer, body), isFinal, retryAfterMs };
  }
  const parsed = opsSchema.safeParse(body);
  if (!parsed.success || parsed.data.length === 0) {
    const error = toWireError("The app answered 206 without readable operations");
    return { type: "error", error, isFinal: false, retryAfterMs };
  }
  return readOps(parsed.data, retryAfterMs);
}

function readOps(ops: Op[], retryAfterMs: number | undefined): Outcome {
  const complete = ops.find(({ op }) => op === "RunComplete");
  if (complete) return { type: "completed", output: complete.data ?? null };
  const failure = ops.find(({ id, op }) => id === WHOLE_FUNCTION && op.startsWith("Step"));
  if (failure) {
    const isFinal = failure.op === "StepFailed";
    return { type: "error", error: toWireError(failure.error), isFinal, retryAfterMs };
  }
  return { type: "ops", ops, retryAfterMs };
}

function describeError(answer: AppAnswer, body: unknown): WireError {
  if (typeof body === "object" && body !== null && "message" in body) return toWireError(body);
  const detail = typeof body === "object" && body !== null && "error" in body ? body.error : "";
  return toWireError(`The app answered ${answer.status}${detail ? `: ${detail}` : ""}`);
}

function parseJson(text: string): unknown {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return undefined;
  }
}
