import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { z } from "zod";
import type { Simulator } from "../simulator";
import { Trap } from "../traps";
import { ROUTES, summary } from "./routes";

const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** Thrown with an HTTP status and one sentence for the caller. */
class ControlError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const PAGE: Record<string, [file: string, type: string]> = {
  "/": ["page.html", "text/html; charset=utf-8"],
  "/page.css": ["page.css", "text/css; charset=utf-8"],
  "/page.js": ["page.js", "text/javascript; charset=utf-8"],
  "/dom.js": ["dom.js", "text/javascript; charset=utf-8"],
  "/panels.js": ["panels.js", "text/javascript; charset=utf-8"],
};

export interface ControlServer {
  url: string;
  close(): Promise<void>;
}

/** Serves page and control API of some routers on loopback. Throws if the port is taken. */
export async function startControlServer(
  port: number,
  simulators: readonly Simulator[],
): Promise<ControlServer> {
  const server = createServer((request, response) => void serve(simulators, request, response));
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  const url = `http://127.0.0.1:${bound && typeof bound === "object" ? bound.port : port}`;
  return {
    url,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serve(
  simulators: readonly Simulator[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const url = new URL(request.url ?? "/", "http://sim.invalid");
    const page = request.method === "GET" ? PAGE[url.pathname] : undefined;
    if (page) {
      const body = await readFile(new URL(`page/${page[0]}`, import.meta.url));
      response.writeHead(200, { "content-type": page[1], "cache-control": "no-store" }).end(body);
      return;
    }
    requireSameSite(request);
    respond(response, 200, await dispatch(simulators, request, url));
  } catch (error) {
    const { status, message } = describeError(error);
    respond(response, status, { error: message });
  }
}

function respond(response: ServerResponse, status: number, value: unknown): void {
  response
    .writeHead(status, { "content-type": "application/json", "cache-control": "no-store" })
    .end(JSON.stringify(value ?? { ok: true }));
}

function describeError(error: unknown): { status: number; message: string } {
  if (error instanceof ControlError) return error;
  if (error instanceof Trap) return { status: 409, message: error.message };
  if (error instanceof z.ZodError) return { status: 400, message: z.prettifyError(error) };
  return { status: 400, message: error instanceof Error ? error.message : String(error) };
}

/** Other sites' pages, opened in the same browser, must not reach the routers. */
function requireSameSite({ headers }: IncomingMessage): void {
  const host = (headers.host ?? "").replace(/:\d+$/, "");
  if (!["127.0.0.1", "localhost", "[::1]"].includes(host)) {
    throw new ControlError(403, "The control port answers on loopback names only");
  }
  if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`) {
    throw new ControlError(403, "The control port answers its own page only");
  }
}

async function dispatch(
  simulators: readonly Simulator[],
  request: IncomingMessage,
  url: URL,
): Promise<unknown> {
  const [root, collection, id, resource = "", ...rest] = url.pathname
    .split("/")
    .slice(1)
    .map(decodeURIComponent);
  const method = request.method ?? "GET";
  if (root === "_sim" && collection === "log" && id === undefined) return log(simulators, method);
  if (root !== "_sim" || collection !== "routers") throw new ControlError(404, "No such page");
  if (id === undefined) return simulators.map(summary);
  const simulator = simulators.find((one) => one.id === id);
  if (!simulator) throw new ControlError(404, `No router is called ${id}`);
  const handler = ROUTES[`${method} ${resource}`];
  if (!handler) throw new ControlError(404, `No such control: ${method} ${resource}`);
  const body = await readBody(request);
  return handler({ simulator, rest: rest.join("/"), query: url.searchParams, body });
}

/** The commands of all routers in the order of arrival; DELETE resets them. */
function log(simulators: readonly Simulator[], method: string): unknown {
  if (method === "DELETE") {
    for (const simulator of simulators) simulator.resetLog();
    return undefined;
  }
  return simulators
    .flatMap((simulator) => simulator.commands())
    .sort((left, right) => left.at.localeCompare(right.at));
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request) {
    text += chunk;
    if (text.length > MAX_BODY_BYTES) throw new ControlError(413, "The body is too long");
  }
  return text === "" ? {} : JSON.parse(text);
}
