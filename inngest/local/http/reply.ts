import type http from "node:http";
import { parseWireJson } from "../json";

/** An answer that ends the request early, with a sentence for the caller. */
export class HttpError extends Error {
  override name = "HttpError";

  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Longest body that is read, in bytes: steps may return large values. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** @throws HttpError 413 if the body is too long, 400 if it is not JSON. */
export async function readJson(request: http.IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new HttpError(413, "The body is larger than 16 MiB");
    chunks.push(chunk);
  }
  try {
    return parseWireJson(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new HttpError(400, "The body is not JSON");
  }
}

export function sendJson(response: http.ServerResponse, status: number, body: unknown): void {
  send(response, status, "application/json", JSON.stringify(body));
}

export function sendHtml(response: http.ServerResponse, html: string): void {
  response.setHeader(
    "content-security-policy",
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  );
  send(response, 200, "text/html; charset=utf-8", html);
}

export function sendError(response: http.ServerResponse, status: number, message: string): void {
  // Whatever is left of an unread body must not be taken for the next request.
  response.setHeader("connection", "close");
  sendJson(response, status, { error: message, status });
}

function send(response: http.ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    "content-type": type,
    "content-length": Buffer.byteLength(body),
    "x-content-type-options": "nosniff",
  });
  response.end(body);
}
