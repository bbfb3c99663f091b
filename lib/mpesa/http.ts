import { classifyError } from "./classify-error";
import { type DarajaEndpoint, DarajaError } from "./errors";

export const TIMEOUT_MS = 10_000;
const MAX_REPLY_BYTES = 8 * 1024 * 1024;
/** The connection was never made, so nothing was asked for. */
const NEVER_LEFT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);

export interface JsonRequest {
  endpoint: DarajaEndpoint;
  url: string;
  method: "GET" | "POST";
  headers: Record<string, string>;
  body?: unknown;
  timeoutMs?: number;
}

/**
 * One HTTP call, once. Returns the parsed JSON of a 2xx reply; throws DarajaError for anything else. A reply
 * that is cut, late or not JSON is `unknown_outcome`.
 */
export async function callJson(request: JsonRequest): Promise<unknown> {
  const { status, text } = await exchange(request);
  const body = parseJson(text);
  if (status < 200 || status > 299) throw classifyError(request.endpoint, status, body);
  if (body === undefined)
    throw new DarajaError("unknown_outcome", request.endpoint, `http_${status}`, "not JSON");
  return body;
}

async function exchange(request: JsonRequest): Promise<{ status: number; text: string }> {
  try {
    const reply = await fetch(request.url, {
      method: request.method,
      headers: { accept: "application/json", ...request.headers },
      body: request.body === undefined ? undefined : JSON.stringify(request.body),
      signal: AbortSignal.timeout(request.timeoutMs ?? TIMEOUT_MS),
      redirect: "error",
      cache: "no-store",
    });
    const text = await reply.text();
    return { status: reply.status, text: text.slice(0, MAX_REPLY_BYTES) };
  } catch (error) {
    throw asDarajaError(request.endpoint, error);
  }
}

function asDarajaError(endpoint: DarajaEndpoint, error: unknown): DarajaError {
  const name = error instanceof Error ? error.name : "";
  if (name === "TimeoutError" || name === "AbortError")
    return new DarajaError("unknown_outcome", endpoint, "timeout", "no answer in time");
  const code = networkCode(error);
  const kind = code && NEVER_LEFT.has(code) ? "retry_later" : "unknown_outcome";
  return new DarajaError(kind, endpoint, "network", code ?? "connection failed", { cause: error });
}

function networkCode(error: unknown): string | undefined {
  for (let e = error; e instanceof Error; e = e.cause) {
    const { code } = e as Error & { code?: unknown };
    if (typeof code === "string") return code;
  }
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
