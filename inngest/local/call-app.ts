import { createHash, randomBytes } from "node:crypto";
import http from "node:http";
import https from "node:https";
import type { AppAnswer } from "./protocol/read-answer";
import { signBody, verifySignature } from "./signature";

/** Nothing listens at the app's address: the call has not been made. */
export class AppRefusedError extends Error {
  override name = "AppRefusedError";
}

/** The connection was lost: the call may have been made in part. */
export class AppLostError extends Error {
  override name = "AppLostError";
}

/** No answer came in time. */
export class AppTimeoutError extends Error {
  override name = "AppTimeoutError";
}

export interface AppRequest {
  method: "POST" | "PUT";
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body: unknown;
  timeoutMs: number;
  signal: AbortSignal;
}

export interface SignedAnswer extends AppAnswer {
  /** The answer carries a signature by our key. */
  isSigned: boolean;
}

const MAX_ANSWER_BYTES = 32 * 1024 * 1024;
const REFUSALS = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EHOSTDOWN",
]);

/** Signed HTTP to the one URL where the app serves the SDK, over connections that are kept. */
export class AppClient {
  private readonly agent: http.Agent;

  constructor(
    private readonly appUrl: string,
    private readonly signingKey: string,
  ) {
    const Agent = appUrl.startsWith("https:") ? https.Agent : http.Agent;
    this.agent = new Agent({ keepAlive: true, maxFreeSockets: 64 });
  }

  /** @throws AppRefusedError, AppLostError, AppTimeoutError; RangeError for a body that cannot be serialised. */
  async send(request: AppRequest): Promise<SignedAnswer> {
    const { text, signature } = signBody(request.body, this.signingKey);
    const answer = await this.exchange(request, text, {
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(text)),
      "user-agent": "inngest-local",
      "x-inngest-server-kind": "cloud",
      "x-inngest-signature": signature,
      ...request.headers,
    });
    const header = answer.headers["x-inngest-signature"];
    return { ...answer, isSigned: verifySignature(answer.text, header, this.signingKey) };
  }

  close(): void {
    this.agent.destroy();
  }

  private exchange(
    { method, query, timeoutMs, signal }: AppRequest,
    text: string,
    headers: Record<string, string>,
  ): Promise<AppAnswer> {
    const url = new URL(this.appUrl);
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
    const send = url.protocol === "https:" ? https.request : http.request;
    return new Promise((resolve, reject) => {
      const request = send(url, { method, headers, agent: this.agent, signal });
      const timer = setTimeout(
        () => request.destroy(new AppTimeoutError(`no answer within ${timeoutMs / 1000} s`)),
        timeoutMs,
      );
      request.on("close", () => clearTimeout(timer));
      request.on("error", (error) => reject(classify(error)));
      request.on("response", (response) => {
        readText(response).then(
          (body) =>
            resolve({
              status: response.statusCode ?? 0,
              headers: flatten(response.headers),
              text: body,
            }),
          (error) => {
            request.destroy();
            reject(classify(error));
          },
        );
      });
      request.end(text);
    });
  }
}

/** W3C trace headers that keep all calls of one run in one trace. */
export function traceHeaders(runId: string): Record<string, string> {
  const traceId = createHash("sha256").update(runId).digest("hex").slice(0, 32);
  return { traceparent: `00-${traceId}-${randomBytes(8).toString("hex")}-01` };
}

function classify(error: unknown): Error {
  if (error instanceof AppTimeoutError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const message = error instanceof Error && error.message ? error.message : code;
  return REFUSALS.has(code) ? new AppRefusedError(message) : new AppLostError(message);
}

async function readText(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new Error("the answer is larger than 32 MiB");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function flatten(headers: http.IncomingHttpHeaders): AppAnswer["headers"] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}
