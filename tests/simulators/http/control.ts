import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { parseJson, readBody, sendJson, urlOf } from "./server";

export interface ControlCall {
  /** Parsed JSON body; {} when there is none. */
  body: unknown;
  query: URLSearchParams;
  /** What stands in the path where the route has `:id`. */
  id: string;
}

/** "METHOD /path/:id" to what answers it. A result goes back as JSON, undefined as { ok: true }. */
export type ControlRoutes = Record<string, (call: ControlCall) => unknown>;

/**
 * Serves a control API: 400 for input that does not parse, 404 for an unknown route, 409 for what
 * `isRefusal` recognises. Bodies must be declared as JSON, so that no other site's form can post here.
 */
export async function serveRoutes(
  routes: ControlRoutes,
  request: IncomingMessage,
  response: ServerResponse,
  isRefusal: (error: unknown) => boolean,
): Promise<void> {
  const url = urlOf(request);
  const found = match(routes, request.method ?? "GET", url.pathname);
  if (!found) return sendJson(response, 404, { error: "no such control route" });
  const body = await readJson(request);
  if (body === undefined) {
    return sendJson(response, 400, { error: "send JSON with content-type application/json" });
  }
  try {
    const result = await found.handle({ body, query: url.searchParams, id: found.id });
    sendJson(response, 200, result ?? { ok: true });
  } catch (error) {
    if (error instanceof z.ZodError) {
      return sendJson(response, 400, { error: z.prettifyError(error), issues: error.issues });
    }
    if (!isRefusal(error)) throw error;
    sendJson(response, 409, { error: error instanceof Error ? error.message : String(error) });
  }
}

/** {} for no body, undefined for what is not JSON or not declared as such. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  const text = await readBody(request).catch(() => "too large");
  if (text === "") return {};
  const declared = request.headers["content-type"]?.startsWith("application/json") ?? false;
  return declared ? parseJson(text) : undefined;
}

function match(routes: ControlRoutes, method: string, path: string) {
  for (const [route, handle] of Object.entries(routes)) {
    const [routeMethod, pattern = ""] = route.split(" ");
    if (routeMethod !== method) continue;
    const found = new RegExp(`^${pattern.replace(":id", "([^/]+)")}$`).exec(path);
    if (found) return { handle, id: found[1] ?? "" };
  }
  return undefined;
}
