import http from "node:http";
import type { InngestFunction } from "inngest";
import { serve } from "inngest/node";
import { afterEach, describe, expect, test } from "vitest";
import { startJobServer } from "@/inngest/local";
import { freePort } from "@/scripts/postgres/free-port";
import { appUrl, EVENT_KEY, makeClient, SIGNING_KEY } from "./support/app";
import { closeAll, onClose } from "./support/harness";
import { createDatabase } from "./support/postgres";

afterEach(closeAll);

/** An app that registers as it should, and answers calls in a way of its own. */
async function startOddApp(answer: http.RequestListener) {
  const port = await freePort();
  const server = await startJobServer({
    databaseUrl: await createDatabase(),
    appUrl: appUrl(port),
    eventKey: EVENT_KEY,
    signingKey: SIGNING_KEY,
    retryIntervalSeconds: 0.05,
  });
  onClose(() => server.close());
  const client = makeClient(server.url);
  const once = (id: string, retries: 0 | 1): InngestFunction.Any =>
    client.createFunction({ id, retries, triggers: [{ event: `t/${id}` }] }, () => "real");
  const handler = serve({ client, functions: [once("never", 0), once("retried", 1)] });
  let calls = 0;
  const app = http.createServer((request, response) => {
    if (request.method !== "POST") return void handler(request, response);
    calls++;
    answer(request, response);
  });
  await new Promise<void>((resolve) => app.listen(port, "127.0.0.1", resolve));
  onClose(async () => {
    app.closeAllConnections();
    app.close();
  });
  await server.waitUntilReady();
  const send = async (name: string) => (await client.send({ name })).ids[0];
  return { server, send, countCalls: () => calls };
}

describe("an answer to a call", () => {
  test("without a signature is never taken for the function's", async () => {
    const { server, send, countCalls } = await startOddApp((_, response) => {
      response.writeHead(200, { "content-type": "application/json" }).end('"forged"');
    });
    const run = await server.waitForRun({ eventId: await send("t/retried") });
    expect(run).toMatchObject({ status: "failed", output: null });
    expect(run.error?.message).toMatch(/200 without a valid signature/);
    expect(countCalls()).toBe(2);
  });

  test("with a signature by another key is not taken either", async () => {
    const { server, send } = await startOddApp((_, response) => {
      const signature = `t=${Math.floor(Date.now() / 1000)}&s=${"0".repeat(64)}`;
      response.writeHead(200, { "x-inngest-signature": signature }).end('"forged"');
    });
    const run = await server.waitForRun({ eventId: await send("t/never") });
    expect(run.status).toBe("failed");
  });

  test("that never comes because each call kills the connection ends in failure, not in a loop", async () => {
    const { server, send, countCalls } = await startOddApp((request) => request.socket.destroy());
    const run = await server.waitForRun({ eventId: await send("t/never") });
    expect(run.error?.message).toMatch(/Unable to reach SDK URL/);
    expect(countCalls()).toBe(6);
  });

  test("of 401 costs no attempt: the run waits for keys that fit", async () => {
    const { server, send, countCalls } = await startOddApp((_, response) => {
      response.writeHead(401).end("{}");
    });
    const eventId = await send("t/never");
    await expect(server.waitForRun({ eventId }, 2_000)).rejects.toThrow(/No run ended/);
    expect(countCalls()).toBe(1);
    const { data } = await (await fetch(`${server.url}/v1/runs?function=never`)).json();
    expect(data).toMatchObject([{ status: "running", error: null }]);
  });
});
