import http from "node:http";
import { Inngest, type InngestFunction } from "inngest";
import { serve } from "inngest/node";

export const EVENT_KEY = "test-event-key-0123456789";
export const SIGNING_KEY = `signkey-prod-${"5eed".repeat(16)}`;
export const APP_PATH = "/api/inngest";

export type MakeFunctions = (client: Inngest) => InngestFunction.Any[];

export interface TestApp {
  client: Inngest;
  /** Requests that executed a function, in order. */
  calls: { fnId: string; stepId: string; at: number }[];
  stop(): Promise<void>;
}

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

export function appUrl(port: number): string {
  return `http://127.0.0.1:${port}${APP_PATH}`;
}

/** A client as the product has one: cloud mode, everything signed. */
export function makeClient(baseUrl: string, overrides: { signingKey?: string } = {}): Inngest {
  return new Inngest({
    id: "app",
    isDev: false,
    baseUrl,
    eventKey: EVENT_KEY,
    signingKey: SIGNING_KEY,
    logger: SILENT,
    ...overrides,
  });
}

/** Serves functions with the real SDK over HTTP. */
export async function startApp(
  port: number,
  baseUrl: string,
  makeFunctions: MakeFunctions,
  overrides: { signingKey?: string } = {},
): Promise<TestApp> {
  const client = makeClient(baseUrl, overrides);
  const handler = serve({ client, functions: makeFunctions(client) });
  const calls: TestApp["calls"] = [];
  const server = http.createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? "/", "http://localhost");
    const [fnId, stepId] = [searchParams.get("fnId"), searchParams.get("stepId")];
    if (request.method === "POST" && fnId && stepId) {
      calls.push({ fnId, stepId, at: performance.now() });
    }
    void handler(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    client,
    calls,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
