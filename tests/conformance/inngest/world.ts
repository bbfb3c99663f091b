import { randomUUID } from "node:crypto";
import http from "node:http";
import { Inngest, type InngestFunction } from "inngest";
import { serve } from "inngest/node";
import { startJobServer } from "@/inngest/local";
import { freePort } from "@/scripts/postgres/free-port";
import { startPostgres } from "./postgres";

/** A group of behaviours: the functions that show them, and the tests that look. */
export interface Behaviour {
  functions(client: Inngest, trace: Trace): InngestFunction.Any[];
  tests(world: () => World): void;
}

/** What the functions did, line by line, kept apart by the token of the event that started them. */
export class Trace {
  private readonly lines = new Map<string, string[]>();

  /** Adds a line; returns how many times it has been added for this token. */
  add(token: string, line: string): number {
    const lines = this.of(token);
    lines.push(line);
    return lines.filter((other) => other === line).length;
  }

  of(token: string): string[] {
    const lines = this.lines.get(token) ?? [];
    this.lines.set(token, lines);
    return lines;
  }
}

export interface World {
  client: Inngest;
  trace: Trace;
  baseUrl: string;
  appUrl: string;
  /** Calls to the app that executed this function. */
  callsOf(functionId: string): number;
  close(): Promise<void>;
}

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** False against Inngest's dev server, which neither signs nor checks. */
export const IS_SIGNED = process.env.INNGEST_DEV !== "1";

export const newToken = () => randomUUID();

/** Polls until `isTrue`; fails with `what` after `timeoutMs`. */
export async function until(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  timeoutMs = 45_000,
): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await isTrue())) {
    if (performance.now() > end) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Serves the functions and registers them with the named server, or with our own if none is named. */
export async function openWorld(behaviours: Behaviour[]): Promise<World> {
  const { INNGEST_BASE_URL, CONFORMANCE_APP_PORT } = process.env;
  const port = Number(CONFORMANCE_APP_PORT ?? (INNGEST_BASE_URL ? 3838 : await freePort()));
  const appUrl = `http://127.0.0.1:${port}/api/inngest`;
  const server = INNGEST_BASE_URL ? namedServer(INNGEST_BASE_URL) : await startOwn(appUrl);
  const client = new Inngest({
    id: `conformance-${randomUUID().slice(0, 8)}`,
    isDev: !IS_SIGNED,
    baseUrl: server.baseUrl,
    eventKey: server.eventKey,
    signingKey: server.signingKey,
    logger: SILENT,
  });
  const trace = new Trace();
  const calls = new Map<string, number>();
  const handler = serve({
    client,
    functions: behaviours.flatMap(({ functions }) => functions(client, trace)),
  });
  const app = http.createServer((request, response) => {
    const fnId = new URL(request.url ?? "/", appUrl).searchParams.get("fnId");
    if (request.method === "POST" && fnId) calls.set(fnId, (calls.get(fnId) ?? 0) + 1);
    void handler(request, response);
  });
  await new Promise<void>((resolve) => app.listen(port, "127.0.0.1", resolve));
  await until("the functions are registered", () => register(appUrl));
  return {
    client,
    trace,
    appUrl,
    baseUrl: server.baseUrl,
    callsOf: (functionId) => calls.get(`${client.id}-${functionId}`) ?? 0,
    async close() {
      const closed = new Promise((resolve) => app.close(resolve));
      app.closeAllConnections();
      await closed;
      await server.close();
    },
  };
}

interface Server {
  baseUrl: string;
  eventKey: string;
  signingKey: string;
  close(): Promise<void>;
}

function namedServer(baseUrl: string): Server {
  const { INNGEST_EVENT_KEY = "", INNGEST_SIGNING_KEY = "" } = process.env;
  const keys = { eventKey: INNGEST_EVENT_KEY, signingKey: INNGEST_SIGNING_KEY };
  return { baseUrl, ...keys, close: async () => undefined };
}

async function startOwn(appUrl: string): Promise<Server> {
  const keys = {
    eventKey: "conformance-event-key",
    signingKey: `signkey-prod-${"c0ffee00".repeat(8)}`,
  };
  const postgres = await startPostgres();
  const databaseUrl = await postgres.createDatabase();
  const server = await startJobServer({ databaseUrl, appUrl, retryIntervalSeconds: 1, ...keys });
  const close = async () => {
    await server.close();
    await postgres.stop();
  };
  return { baseUrl: server.url, ...keys, close };
}

async function register(appUrl: string): Promise<boolean> {
  const response = await fetch(appUrl, { method: "PUT", body: JSON.stringify({ url: appUrl }) });
  return response.status === 200;
}
