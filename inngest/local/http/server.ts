import http from "node:http";
import type { AddressInfo } from "node:net";
import type pg from "pg";
import { acceptEvents, matchWaitingEvents } from "../accept-events";
import type { AppLink } from "../app-link";
import { UnsupportedFunctionError } from "../protocol/compile-function";
import { checkpointSchema, eventBatchSchema, registerSchema } from "../protocol/schemas";
import type { Registry } from "../registry";
import { toMemo } from "../settle-call";
import { hashSigningKey, safeEqual } from "../signature";
import { memoiseInFlight } from "../store/results";
import { listRuns, readRun, runQuerySchema } from "../store/runs";
import type { JobServerOptions } from "../types";
import { readHealth } from "./health";
import { renderPage } from "./page";
import { HttpError, readJson, sendError, sendHtml, sendJson } from "./reply";

export interface HttpDeps {
  pool: pg.Pool;
  registry: Registry;
  link: AppLink;
  eventKey: string;
  signingKey: string;
  inFlight: () => number;
  /** False once another job server has taken over. */
  isCurrent: () => boolean;
  onEvents: () => void;
  onRegistered: () => void;
  log: NonNullable<JobServerOptions["log"]>;
}

interface Exchange {
  deps: HttpDeps;
  request: http.IncomingMessage;
  response: http.ServerResponse;
  url: URL;
  /** What the route's pattern captured. */
  parameter: string;
}

type Handler = (exchange: Exchange) => Promise<void>;

const ROUTES: [method: string, path: RegExp, handler: Handler][] = [
  ["POST", /^\/e\/([^/]+)$/, postEvents],
  ["POST", /^\/v1\/checkpoint\/([^/]+)\/async$/, postCheckpoint],
  ["POST", /^\/fn\/register$/, postRegister],
  ["GET", /^\/health$/, getHealth],
  ["GET", /^\/v1\/runs$/, getRuns],
  ["GET", /^\/v1\/runs\/([^/]+)$/, getRun],
  ["GET", /^\/$/, getPage],
];

/** Listens; resolves with the server and the URL at which it is reached. */
export async function listen(
  deps: HttpDeps,
  host: string,
  port: number,
): Promise<{ server: http.Server; url: string }> {
  const server = http.createServer((request, response) => void serve(deps, request, response));
  // Longer than the app's HTTP client keeps idle connections, so that it never writes into a closing one.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const name = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return { server, url: `http://${name}:${address.port}` };
}

async function serve(
  deps: HttpDeps,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  try {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (!deps.isCurrent()) throw new HttpError(503, "Another job server has taken over");
    for (const [method, pattern, handler] of ROUTES) {
      const match = method === request.method ? url.pathname.match(pattern) : null;
      const parameter = decode(match?.[1] ?? "");
      if (match) return await handler({ deps, request, response, url, parameter });
    }
    throw new HttpError(404, "There is nothing here");
  } catch (error) {
    if (response.headersSent || response.destroyed) return;
    if (error instanceof HttpError) return sendError(response, error.status, error.message);
    deps.log({ level: "error", message: "request failed", error: String(error) });
    sendError(response, 503, "The job server cannot answer at the moment");
  }
}

async function postEvents({ deps, request, response, parameter }: Exchange): Promise<void> {
  if (!safeEqual(parameter, deps.eventKey)) throw new HttpError(401, "Event key not found");
  const parsed = eventBatchSchema.safeParse(await readJson(request));
  if (!parsed.success) throw new HttpError(400, describeIssue(parsed.error));
  const reserved = parsed.data.find(({ name }) => name.startsWith("inngest/"));
  if (reserved) {
    throw new HttpError(400, `Event name "${reserved.name}" is reserved for internal use`);
  }
  const seed = request.headers["x-inngest-event-id-seed"];
  const ids = await acceptEvents(deps.pool, deps.registry, parsed.data, seed?.toString()).catch(
    (error: unknown) => {
      throw error instanceof RangeError ? new HttpError(400, "data is nested too deeply") : error;
    },
  );
  deps.onEvents();
  sendJson(response, 200, { ids, status: 200 });
}

async function postCheckpoint({ deps, request, response, parameter }: Exchange): Promise<void> {
  requireBearer(deps, request);
  const parsed = checkpointSchema.safeParse(await readJson(request));
  if (!parsed.success) throw new HttpError(400, describeIssue(parsed.error));
  const { request_id: requestId, steps } = parsed.data;
  const other = steps.find(({ op }) => op !== "StepRun");
  if (other) throw new HttpError(400, `Step operation ${other.op} cannot be checkpointed here`);
  const isLive = await memoiseInFlight(deps.pool, parameter, requestId, steps.map(toMemo));
  // 409 tells the SDK that this call has been given up and another has taken its place.
  if (!isLive) throw new HttpError(409, "This call is no longer the current one of its run");
  response.writeHead(200, { "content-length": 0 }).end();
}

async function postRegister({ deps, request, response }: Exchange): Promise<void> {
  requireBearer(deps, request);
  const parsed = registerSchema.safeParse(await readJson(request));
  if (!parsed.success) throw new HttpError(400, describeIssue(parsed.error));
  const { appName, functions } = parsed.data;
  try {
    const modified = await deps.registry.register(functions);
    await matchWaitingEvents(deps.pool, deps.registry);
    deps.link.markSynced();
    deps.onRegistered();
    sendJson(response, 200, { ok: true, modified, sync_id: appName, app_id: appName, status: 200 });
  } catch (error) {
    if (!(error instanceof UnsupportedFunctionError)) throw error;
    deps.link.markRefused(error.message);
    throw new HttpError(400, error.message);
  }
}

async function getHealth({ deps, response }: Exchange): Promise<void> {
  const health = await readHealth(deps);
  sendJson(response, health.ok ? 200 : 503, health);
}

async function getRuns({ deps, request, response, url }: Exchange): Promise<void> {
  requireLocalReader(request);
  const parsed = runQuerySchema.safeParse(Object.fromEntries(url.searchParams));
  if (!parsed.success) throw new HttpError(400, describeIssue(parsed.error));
  const runs = await listRuns(deps.pool, parsed.data);
  const shown = isBearer(deps, request) ? runs : runs.map(({ output: _, ...run }) => run);
  sendJson(response, 200, { data: shown });
}

async function getRun({ deps, request, response, parameter }: Exchange): Promise<void> {
  requireLocalReader(request);
  const found = parameter.includes("\0") ? undefined : await readRun(deps.pool, parameter);
  if (!found) throw new HttpError(404, "There is no such run");
  if (isBearer(deps, request)) return sendJson(response, 200, { data: found });
  const { output: _, ...run } = found.run;
  const steps = found.steps.map(({ name, memoisedAt }) => ({ name, memoisedAt }));
  sendJson(response, 200, { data: { run, steps, pending: found.pending } });
}

async function getPage({ deps, request, response }: Exchange): Promise<void> {
  requireLocalReader(request);
  sendHtml(response, await renderPage(deps));
}

function requireBearer(deps: HttpDeps, request: http.IncomingMessage): void {
  if (!isBearer(deps, request)) throw new HttpError(401, "Signing key not accepted");
}

function isBearer(deps: HttpDeps, request: http.IncomingMessage): boolean {
  const given = request.headers.authorization ?? "";
  return safeEqual(given, `Bearer ${hashSigningKey(deps.signingKey)}`);
}

// A web page elsewhere could otherwise read us through a name that it lets resolve to 127.0.0.1.
function requireLocalReader(request: http.IncomingMessage): void {
  const host = (request.headers.host ?? "").replace(/:\d+$/, "");
  const isAddress = /^(localhost|[\d.]+|\[[\da-f:.]+\])$/i.test(host);
  if (!isAddress) throw new HttpError(403, "Ask by address or as localhost");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new HttpError(400, "The address is malformed");
  }
}

function describeIssue(error: { issues: { path: PropertyKey[]; message: string }[] }): string {
  const issue = error.issues[0];
  return `${issue?.path.join(".") || "body"}: ${issue?.message ?? "invalid"}`;
}
