import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { serve } from "inngest/node";
import { afterAll, expect, test } from "vitest";
import { durableFunctions } from "@/inngest";
import { startJobServer } from "@/inngest/local";
import { env } from "@/lib/env";
import { inngestClient } from "@/lib/events";
import { waitFor } from "@/tests/support";
import { startWorld } from "./world";

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createTcpServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });

const port = await freePort();
process.env.INNGEST_BASE_URL = `http://127.0.0.1:${port}`;
const world = await startWorld({ ownJobServer: true });
const { simulator, router, addUser, state, cutOff, letIn, routerState } = world;

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

const inSync = (userId: string, generation: number) =>
  waitFor(
    `generation ${generation} in sync`,
    () => state(userId),
    (s) => s.status === "in_sync" && s.observedGeneration === generation,
  );

test("a declaration reaches the router, and its device's session the database, without a person", async () => {
  const user = await addUser();
  await inSync(user.id, 1);
  simulator.dial({ name: user.username, password: "pw1" });
  await waitFor(
    "the session to be seen",
    () => state(user.id),
    (s) => s.online === true,
  );
  await cutOff(user.id);
  await inSync(user.id, 2);
  expect(simulator.sessions()).toEqual([]);
  await letIn(user.id);
  await inSync(user.id, 3);
  await waitFor(
    "the session to be seen",
    () => state(user.id),
    (s) => s.online === true,
  );
});

test("a router that was down when the change was declared has it soon after it returns", async () => {
  const user = await addUser();
  await inSync(user.id, 1);
  await simulator.setDown(true);
  await cutOff(user.id);
  await waitFor("the outage to be noticed", routerState, (s) => s.reachability === "down");
  await simulator.setDown(false);
  await inngestClient().send({
    name: "network/router.poll.requested",
    data: { routerId: router.id },
  });
  await inSync(user.id, 2);
  const secret = simulator.rows("/ppp/secret").find((row) => row.name === user.username);
  expect(secret?.disabled).toBe("true");
}, 60_000);

test("a secret deleted by hand is back after the comparison that the tick asks for", async () => {
  const user = await addUser();
  await inSync(user.id, 1);
  simulator.removeRow("/ppp/secret", user.username);
  await inngestClient().send({
    name: "network/router.reconcile.requested",
    data: { routerId: router.id },
  });
  await waitFor("the secret", () =>
    simulator.rows("/ppp/secret").some((row) => row.name === user.username),
  );
});
