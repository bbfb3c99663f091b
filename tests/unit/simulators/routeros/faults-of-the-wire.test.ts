import { describe, expect, it } from "vitest";
import { ADD, client, router, visitor, withFault } from "./harness";

describe("faults of the reply", () => {
  const PRINT = ["/ppp/profile/print", "=.proplist=name"] as const;

  it("drop at every single byte of a reply sends exactly so many and closes", async () => {
    const simulator = await router();
    const reference = await client(simulator);
    const from = reference.received.length;
    await reference.call(...PRINT);
    const whole = reference.received.subarray(from);
    reference.close();
    for (let afterBytes = 0; afterBytes <= whole.length; afterBytes += 1) {
      simulator.faults.add({ kind: "drop", afterBytes, path: PRINT[0], nth: 1 });
      const api = await client(simulator);
      const start = api.received.length;
      api.send(...PRINT);
      await api.untilClosed();
      expect(api.received.subarray(start).equals(whole.subarray(0, afterBytes))).toBe(true);
    }
  });

  it("drop beyond the end cuts nothing", async () => {
    const { api } = await withFault({ kind: "drop", afterBytes: 10_000 });
    await api.call(...PRINT);
    expect(await api.rows(...PRINT)).toHaveLength(2);
  });

  it("drop of a write applies it, unless told not to", async () => {
    for (const applied of [true, false]) {
      const { api, names } = await withFault({ kind: "drop", afterBytes: 3, applied });
      api.send(...ADD);
      await api.untilClosed();
      expect(names()).toEqual(applied ? ["alice"] : []);
    }
  });

  it("drop with reset ends in ECONNRESET", async () => {
    const { api } = await withFault({ kind: "drop", afterBytes: 0, reset: true });
    api.send(...PRINT);
    await api.untilClosed();
    expect(api.errorCode).toBe("ECONNRESET");
  });

  it("split: the same bytes in many pieces, down to single bytes", async () => {
    const { simulator, api } = await withFault({ kind: "split", maxBytes: 1, nth: 1 });
    const start = api.received.length;
    const chunks = api.chunkSizes.length;
    await api.call(...PRINT);
    const inPieces = api.received.subarray(start);
    // The kernel may join neighbours; most pieces must still arrive alone.
    expect(api.chunkSizes.length - chunks).toBeGreaterThan(inPieces.length / 4);
    simulator.faults.clear();
    const second = api.received.length;
    await api.call(...PRINT);
    expect(api.received.subarray(second).equals(inPieces)).toBe(true);
  });

  it("split replies of parallel commands stay whole sentences", async () => {
    const { api } = await withFault({ kind: "split", seed: 5, maxBytes: 4 });
    for (let n = 0; n < 20; n += 1) api.send(...PRINT, `.tag=${n}`);
    await api.until(() => api.sentences.filter(({ word }) => word === "!done").length === 20);
    expect(api.sentences).toHaveLength(60);
  });
});

describe("faults of the connection", () => {
  it("refuse: accepted and closed without a byte, as often as told", async () => {
    const simulator = await router();
    simulator.faults.add({ kind: "refuse", times: 2 });
    for (let n = 0; n < 2; n += 1) {
      const guest = await visitor(simulator);
      await guest.untilClosed();
      expect(guest.received.length).toBe(0);
      expect(guest.errorCode).toBeUndefined();
    }
    await client(simulator);
    expect(simulator.connectionCount()).toBe(3);
  });

  it("refuse with reset: ECONNRESET", async () => {
    const simulator = await router();
    simulator.faults.add({ kind: "refuse", reset: true });
    // The reset may overtake the client's own notice that it is connected.
    const outcome = visitor(simulator).then(
      async (guest) => {
        await guest.untilClosed();
        return guest.errorCode;
      },
      (error: NodeJS.ErrnoException) => error.code,
    );
    expect(await outcome).toBe("ECONNRESET");
  });

  it("connect-latency: the first answer waits", async () => {
    const simulator = await router();
    simulator.faults.add({ kind: "connect-latency", ms: 80 });
    const from = performance.now();
    await client(simulator);
    expect(performance.now() - from).toBeGreaterThanOrEqual(75);
  });
});
