import { afterEach, describe, expect, test } from "vitest";
import { closeAll, startHarness, until } from "./support/harness";

afterEach(closeAll);

/** Counts who is inside, in all and per key, and remembers the most there ever were. */
class Gauge {
  readonly inside = new Map<string, number>();
  readonly most = new Map<string, number>();
  entered = 0;

  /** Stays inside for a moment, or until `crowd` visitors have been there at once, of the key or of all. */
  async visit(key: string, crowd = 1, of = key): Promise<void> {
    this.entered++;
    this.move(key, 1);
    this.move("all", 1);
    const patience = performance.now() + 5_000;
    do await new Promise((resolve) => setTimeout(resolve, 5));
    while ((this.most.get(of) ?? 0) < crowd && performance.now() < patience);
    this.move(key, -1);
    this.move("all", -1);
  }

  private move(key: string, by: number): void {
    const now = (this.inside.get(key) ?? 0) + by;
    this.inside.set(key, now);
    this.most.set(key, Math.max(now, this.most.get(key) ?? 0));
  }
}

/** A promise and the way to fulfil it. */
function makeDoor() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe("concurrency", () => {
  test("of 1 per key: never two calls of a key at once, and keys do not wait for each other", async () => {
    const gauge = new Gauge();
    const { app, server } = await startHarness((client) => [
      client.createFunction(
        {
          id: "keyed",
          concurrency: { limit: 1, key: "event.data.user" },
          triggers: [{ event: "t/keyed" }],
        },
        async ({ step, event }) => {
          await step.run("a", () => gauge.visit(event.data.user, 3, "all"));
          await step.run("b", () => gauge.visit(event.data.user));
        },
      ),
    ]);
    const users = ["u1", "u2", "u3"];
    await app.client.send(
      Array.from({ length: 60 }, (_, i) => ({ name: "t/keyed", data: { user: users[i % 3] } })),
    );
    await until("60 runs of two steps", () => gauge.entered === 120);
    await server.drain();
    expect(users.map((user) => gauge.most.get(user))).toEqual([1, 1, 1]);
    expect(gauge.most.get("all")).toBe(3);
  });

  test("of any limit, with two keys at once: both hold", async () => {
    const gauge = new Gauge();
    const { app, server } = await startHarness((client) => [
      client.createFunction(
        {
          id: "two",
          concurrency: [
            { limit: 1, key: "event.data.user" },
            { limit: 4, key: "'router-' + event.data.router" },
          ],
          triggers: [{ event: "t/two" }],
        },
        async ({ event }) => {
          await Promise.all([gauge.visit(event.data.user), gauge.visit(event.data.router, 4)]);
        },
      ),
    ]);
    await app.client.send(
      Array.from({ length: 80 }, (_, i) => ({
        name: "t/two",
        data: { user: `u${i % 20}`, router: `r${i % 2}` },
      })),
    );
    await until("80 runs", () => gauge.entered === 160);
    await server.drain();
    for (let i = 0; i < 20; i++) expect(gauge.most.get(`u${i}`)).toBe(1);
    expect(gauge.most.get("r0")).toBe(4);
    expect(gauge.most.get("r1")).toBe(4);
  });

  test("of scope env is shared by all functions with the same key", async () => {
    const gauge = new Gauge();
    const { app, server } = await startHarness((client) =>
      ["one", "two"].map((id) =>
        client.createFunction(
          {
            id,
            concurrency: { limit: 2, key: '"shared"', scope: "env" },
            triggers: [{ event: "t/env" }],
          },
          () => gauge.visit("env", 2),
        ),
      ),
    );
    await app.client.send(Array.from({ length: 10 }, () => ({ name: "t/env" })));
    await until("20 runs", () => gauge.entered === 20);
    await server.drain();
    expect(gauge.most.get("env")).toBe(2);
  });

  test("limits calls, not runs: a sleeping run leaves its slot to others", async () => {
    const order: string[] = [];
    const { server, send } = await startHarness((client) => [
      client.createFunction(
        { id: "sleepy", concurrency: 1, triggers: [{ event: "t/sleepy" }] },
        async ({ step, event }) => {
          await step.run("in", () => order.push(`${event.data.n} in`));
          await step.sleep("nap", "1s");
          await step.run("out", () => order.push(`${event.data.n} out`));
        },
      ),
    ]);
    const ids = await Promise.all([send("t/sleepy", { n: 1 }), send("t/sleepy", { n: 2 })]);
    await Promise.all(ids.map((eventId) => server.waitForRun({ eventId })));
    expect(order.slice(0, 2).sort()).toEqual(["1 in", "2 in"]);
  });

  test("a crowd on one busy key delays nobody else", async () => {
    const door = makeDoor();
    const { app, server, send } = await startHarness(
      (client) => [
        client.createFunction(
          {
            id: "crowd",
            concurrency: { limit: 1, key: "event.data.k" },
            triggers: [{ event: "t/crowd" }],
          },
          async ({ event }) => {
            if (event.data.k === "busy") await door.opened;
          },
        ),
      ],
      { maxCalls: 4 },
    );
    await app.client.send(
      Array.from({ length: 200 }, () => ({ name: "t/crowd", data: { k: "busy" } })),
    );
    const run = await server.waitForRun({ eventId: await send("t/crowd", { k: "free" }) }, 5_000);
    expect(run.status).toBe("completed");
    expect(app.calls).toHaveLength(2);
    door.open();
    await server.drain();
    expect(app.calls).toHaveLength(201);
  });

  test("events without the key's field share one slot", async () => {
    const gauge = new Gauge();
    const { app, server } = await startHarness((client) => [
      client.createFunction(
        {
          id: "keyless",
          concurrency: { limit: 1, key: "event.data.nope" },
          triggers: [{ event: "t/k" }],
        },
        () => gauge.visit("nope"),
      ),
    ]);
    await app.client.send(Array.from({ length: 10 }, () => ({ name: "t/k" })));
    await until("10 runs", () => gauge.entered === 10);
    await server.drain();
    expect(gauge.most.get("nope")).toBe(1);
  });
});
