import { type JobServer, type JobServerOptions, startJobServer } from "@/inngest/local";
import { freePort } from "@/scripts/postgres/free-port";
import { appUrl, EVENT_KEY, type MakeFunctions, SIGNING_KEY, startApp, type TestApp } from "./app";
import { createDatabase } from "./postgres";

export interface Harness {
  server: JobServer;
  app: TestApp;
  databaseUrl: string;
  appPort: number;
  log: { level: string; message: string; [field: string]: unknown }[];
  send(
    name: string,
    data?: Record<string, unknown>,
    more?: { id?: string; ts?: number },
  ): Promise<string>;
}

const closers: (() => Promise<void>)[] = [];

/** Closes whatever the last test has started, newest first. */
export async function closeAll(): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}

/** Has `close` called when the test ends. */
export function onClose(close: () => Promise<void>): void {
  closers.push(close);
}

/** A job server on a fresh database and a registered app that serves these functions. */
export async function startHarness(
  makeFunctions: MakeFunctions,
  overrides: Partial<JobServerOptions> = {},
): Promise<Harness> {
  const databaseUrl = await createDatabase();
  const appPort = await freePort();
  const log: Harness["log"] = [];
  const server = await startJobServer({
    databaseUrl,
    appUrl: appUrl(appPort),
    eventKey: EVENT_KEY,
    signingKey: SIGNING_KEY,
    retryIntervalSeconds: 0.05,
    log: (line) => log.push(line),
    ...overrides,
  });
  onClose(() => server.close());
  const app = await startApp(appPort, server.url, makeFunctions);
  onClose(() => app.stop());
  await server.waitUntilReady();
  return {
    server,
    app,
    databaseUrl,
    appPort,
    log,
    async send(name, data = {}, more = {}) {
      const { ids } = await app.client.send({ name, data, ...more });
      return ids[0] ?? "";
    },
  };
}

/** Polls until `isTrue`; fails the test with `what` after 25 s. */
export async function until(what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 25_000;
  while (!(await isTrue())) {
    if (performance.now() > end) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
