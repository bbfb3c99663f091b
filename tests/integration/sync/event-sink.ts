import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";

export interface SunkEvent {
  id: string;
  name: string;
  data: Record<string, unknown>;
}

/** A job server that takes every event and does nothing: must be started before settings are read. */
export async function startEventSink(): Promise<{ events: SunkEvent[] }> {
  const events: SunkEvent[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString() || "[]") as SunkEvent | SunkEvent[];
    const batch = Array.isArray(body) ? body : [body];
    events.push(...batch);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ ids: batch.map((event) => event.id), status: 200 }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  process.env.INNGEST_BASE_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return { events };
}
