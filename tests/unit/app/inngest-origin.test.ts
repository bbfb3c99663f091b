import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { NextRequest } from "next/server";
import { expect, onTestFinished, test } from "vitest";

/** Stands where the Inngest server is, and keeps what the app registers there. */
async function inngestServer() {
  const registered: { url: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    if (request.url?.startsWith("/fn/register")) registered.push(JSON.parse(body));
    response.setHeader("content-type", "application/json").end('{"ok":true,"modified":true}');
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { registered, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test("live, who asks the app to register cannot say where its functions are called", async () => {
  const server = await inngestServer();
  process.env.INNGEST_BASE_URL = server.url;
  process.env.APP_MODE = "live";
  process.env.APP_URL = "https://isp.example.co.ke";
  const { PUT } = await import("@/app/api/inngest/route");
  const headers = { host: "evil.example", "x-forwarded-host": "evil.example" };
  const request = new NextRequest("http://evil.example/api/inngest", { method: "PUT", headers });
  await PUT(request, undefined);
  expect(server.registered.map(({ url }) => new URL(url).host)).toEqual(["isp.example.co.ke"]);
});
