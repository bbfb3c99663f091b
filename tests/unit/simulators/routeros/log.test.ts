import { describe, expect, it } from "vitest";
import { ADD, afterThisTest, client, router } from "./harness";
import { RawClient } from "./raw-client";

describe("the log", () => {
  it("holds every sentence with its connection, and tells writes from reads", async () => {
    const simulator = await router();
    const [first, second] = [await client(simulator), await client(simulator)];
    await first.call("/ppp/secret/print", ".tag=9");
    await second.call(...ADD);
    const seen = simulator
      .commands()
      .map(({ connection, path, write }) => [connection, path, write]);
    expect(seen).toEqual([
      [1, "/login", false],
      [2, "/login", false],
      [1, "/ppp/secret/print", false],
      [2, "/ppp/secret/add", true],
    ]);
    expect(simulator.commands()[2]).toMatchObject({ tag: "9", outcome: "done" });
    expect(simulator.writes()).toHaveLength(1);
    simulator.resetLog();
    expect([simulator.commands(), simulator.connectionCount()]).toEqual([[], 0]);
    simulator.addRow("/ppp/secret", { name: "by hand" });
    expect(simulator.writes()).toEqual([]);
  });

  it("kicking counts as a write", async () => {
    const simulator = await router();
    const api = await client(simulator);
    await api.call("/ppp/active/remove", "=.id=*1");
    expect(simulator.writes().map(({ path }) => path)).toEqual(["/ppp/active/remove"]);
  });
});

describe("counters", () => {
  it("tell connections, commands by verb, writes and bytes, for each connection and in sum", async () => {
    const simulator = await router();
    const first = await client(simulator);
    const second = await client(simulator);
    await first.call("/ppp/secret/add", "=name=a");
    await first.call("/ppp/secret/print");
    await second.call("/ppp/secret/print");
    second.close();
    await expect.poll(() => simulator.counters().open).toBe(1);
    expect(simulator.counters()).toMatchObject({
      opened: 2,
      peakOpen: 2,
      commands: 5,
      writes: 1,
      verbs: { login: 2, add: 1, print: 2 },
      connections: [
        { connection: 1, verbs: { login: 1, add: 1, print: 1 }, writes: 1 },
        { connection: 2, verbs: { login: 1, print: 1 }, writes: 0, closedAt: expect.any(String) },
      ],
    });
    expect(simulator.counters().connections[0]?.bytesSent).toBe(first.received.length);
    simulator.resetLog();
    await first.call("/ppp/secret/print");
    expect(simulator.counters()).toMatchObject({ opened: 0, open: 1, commands: 1, writes: 0 });
  });

  it("count refused connections too", async () => {
    const simulator = await router({ maxSessions: 1 });
    await client(simulator);
    const refused = await RawClient.open(simulator.port);
    afterThisTest(() => refused.close());
    await refused.untilClosed();
    expect(simulator.counters()).toMatchObject({ opened: 2, peakOpen: 2 });
  });
});
