import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, test } from "vitest";
import { withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { enqueueEvent } from "@/services/outbox";
import { createIsp, createTestDatabase, waitFor } from "@/tests/support";

/** A job server on a connection that died: the first request is never answered, later ones are. */
let requests = 0;
const server = createServer((_, response) => {
  if (++requests === 1) return;
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ ids: ["one"], status: 200 }));
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
process.env.INNGEST_BASE_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const { db } = await createTestDatabase();
const { job } = await createIsp(db, { now: () => new Date() });

test("a job server that falls silent in the midst delays events by seconds", async () => {
  await db.delete(schema.outbox);
  await withTransaction(job, (tx) => enqueueEvent(tx, "books/check.due", {}));
  const hasLeft = async () => (await db.select().from(schema.outbox))[0]?.sentAt !== null;
  await waitFor("the event to leave", hasLeft, Boolean, 25_000);
  expect(requests).toBe(2);
});
