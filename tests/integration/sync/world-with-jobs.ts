import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "inngest/node";
import { afterAll } from "vitest";
import { durableFunctions } from "@/inngest";
import { startJobServer } from "@/inngest/local";
import { env } from "@/lib/env";
import { inngestClient } from "@/lib/events";
import { freePort } from "@/scripts/postgres/free-port";
import { startWorld } from "./world";

/** The same world with our job server, which runs the product's own functions. Once per file: settings are read once. */
export async function startWorldWithJobs() {
  const port = await freePort();
  process.env.INNGEST_BASE_URL = `http://127.0.0.1:${port}`;
  const world = await startWorld({ ownJobServer: true });
  const app = createServer(serve({ client: inngestClient(), functions: durableFunctions() }));
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  const jobs = await startJobServer({
    databaseUrl: world.url,
    appUrl: `http://127.0.0.1:${(app.address() as AddressInfo).port}/api/inngest`,
    eventKey: env().INNGEST_EVENT_KEY,
    signingKey: env().INNGEST_SIGNING_KEY,
    port,
  });
  await jobs.waitUntilReady();
  afterAll(async () => {
    await jobs.close();
    app.closeAllConnections();
    app.close();
  });
  return world;
}
