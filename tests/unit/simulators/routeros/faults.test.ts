import { describe, expect, it } from "vitest";
import type { Fault } from "@/tests/simulators/routeros";
import { client, router, visitor } from "./harness";

const ADD = ["/ppp/secret/add", "=name=alice"] as const;

async function withFault(fault: Fault) {
  const simulator = await router();
  const api = await client(simulator);
  simulator.faults.add(fault);
  return { simulator, api, names: () => simulator.rows("/ppp/secret").map(({ name }) => name) };
}

describe("which command a fault meets", () => {
  it("exactly the k-th write is cut, reads and logins do not count", async () => {
    const { simulator, api, names } = await withFault({
      kind: "drop",
      afterBytes: 0,
      applied: false,
      only: "writes",
      nth: 3,
    });
    await client(simulator);
    for (const name of ["a", "b"]) {
      await api.call("/ppp/secret/add", `=name=${name}`);
      await api.call("/ppp/secret/print");
    }
    api.send("/ppp/secret/add", "=name=c");
    await api.untilClosed();
    const again = await client(simulator);
    expect(await again.trap("/ppp/secret/add", "=name=d")).toBeUndefined();
    expect(names()).toEqual(["a", "b", "d"]);
  });

  it("a path may name a command or its whole menu; times limits the hits", async () => {
    const simulator = await router();
    const api = await client(simulator);
    const trap = { kind: "trap", message: "failure: no" } as const;
    simulator.faults.add({ ...trap, path: "/ppp/secret/print", times: 2 });
    simulator.faults.add({ ...trap, message: "failure: menu", path: "/ip/pool" });
    const print = () => api.trap("/ppp/secret/print");
    expect(await api.trap(...ADD)).toBeUndefined();
    expect([await print(), await print(), await print()]).toEqual([
      "failure: no",
      "failure: no",
      undefined,
    ]);
    expect(await api.trap("/ip/pool/print")).toBe("failure: menu");
    expect(await api.trap("/ip/pool/add", "=name=p", "=ranges=10.0.0.1")).toBe("failure: menu");
  });

  it("a word picks the command about one customer among parallel ones", async () => {
    const { api, names } = await withFault({
      kind: "trap",
      message: "failure: not you",
      word: "=name=bob",
    });
    expect(await api.trap(...ADD)).toBeUndefined();
    expect(await api.trap("/ppp/secret/add", "=name=bob")).toBe("failure: not you");
    expect(names()).toEqual(["alice"]);
  });

  it("faults are listed with what they met, removed one by one, or all cleared", async () => {
    const { simulator, api } = await withFault({ kind: "latency", ms: 1 });
    const id = simulator.faults.add({ kind: "trap", message: "failure: x", path: "/ip/pool" });
    await api.call("/ip/pool/print");
    expect(simulator.faults.list().map(({ kind, met }) => [kind, met])).toEqual([
      ["latency", 1],
      ["trap", 1],
    ]);
    simulator.faults.remove(id);
    expect(await api.trap("/ip/pool/print")).toBeUndefined();
    simulator.faults.clear();
    expect(simulator.faults.list()).toEqual([]);
  });

  it("the log tells which faults a command met and what became of it", async () => {
    const { simulator, api } = await withFault({ kind: "trap", message: "failure: x" });
    await api.call(...ADD);
    expect(simulator.writes()).toMatchObject([
      { path: "/ppp/secret/add", outcome: "trap", message: "failure: x", faults: ["trap"] },
    ]);
  });
});

describe("faults of the command", () => {
  it("trap: the given text, nothing applied", async () => {
    const { api, names } = await withFault({ kind: "trap", message: "failure: x", category: 4 });
    const reply = await api.call(...ADD);
    expect(reply.map(({ word, words }) => [word, ...words])).toEqual([
      ["!trap", "=category=4", "=message=failure: x"],
      ["!done"],
    ]);
    expect(names()).toEqual([]);
  });

  it("trap-but-applied: the given text, and yet the change is there", async () => {
    const { api, names } = await withFault({ kind: "trap-but-applied", message: "failure: x" });
    expect(await api.trap(...ADD)).toBe("failure: x");
    expect(names()).toEqual(["alice"]);
  });

  it("applied-but-reply-lost: the change is there, the connection closes without a byte", async () => {
    const { api, names } = await withFault({ kind: "applied-but-reply-lost" });
    const before = api.received.length;
    api.send(...ADD);
    await api.untilClosed();
    expect(api.received.length).toBe(before);
    expect(names()).toEqual(["alice"]);
  });

  it("applied-but-reply-lost in silence: the connection stays open for others", async () => {
    const { api, names } = await withFault({
      kind: "applied-but-reply-lost",
      silent: true,
      only: "writes",
    });
    api.send(...ADD, ".tag=lost");
    const reply = await api.call("/system/identity/print");
    expect(reply.map(({ tag }) => tag)).toEqual([undefined, undefined]);
    expect(api.sentences).toEqual([]);
    expect(names()).toEqual(["alice"]);
  });

  it("hang on a path: that command is never answered nor applied, others are", async () => {
    const { simulator, api, names } = await withFault({ kind: "hang", path: "/ppp/secret/add" });
    api.send(...ADD, ".tag=lost");
    expect(await api.trap("/system/identity/print")).toBeUndefined();
    expect(api.sentences).toEqual([]);
    expect(names()).toEqual([]);
    expect(simulator.writes()[0]).not.toHaveProperty("outcome");
  });

  it("hang without a path: connections are accepted and the login is never answered", async () => {
    const simulator = await router();
    simulator.faults.add({ kind: "hang" });
    const guest = await visitor(simulator);
    guest.send("/login", "=name=admin", "=password=");
    await expect.poll(() => simulator.commands().length).toBe(1);
    expect(guest.received.length).toBe(0);
    expect(guest.closed).toBe(false);
  });

  it("garbage: the given bytes instead of a reply", async () => {
    const { api, names } = await withFault({ kind: "garbage", bytes: "c3a0ff" });
    const before = api.received.length;
    api.send(...ADD);
    await expect.poll(() => api.received.subarray(before).toString("hex")).toBe("c3a0ff");
    expect(names()).toEqual([]);
  });

  it("garbage from a seed is the same every time", async () => {
    const heard = async () => {
      const { api } = await withFault({ kind: "garbage", seed: 9 });
      const before = api.received.length;
      api.send(...ADD);
      await expect.poll(() => api.received.length - before).toBe(64);
      return api.received.subarray(before).toString("hex");
    };
    expect(await heard()).toBe(await heard());
  });

  it("fatal: the text, untagged, and the end", async () => {
    const { api } = await withFault({ kind: "fatal", message: "session terminated" });
    const [reply] = await api.call(...ADD, ".tag=1");
    expect(reply).toEqual({ word: "!fatal", attributes: {}, words: ["session terminated"] });
    await api.untilClosed();
  });

  it.each([true, false])("reboot, applied: %s", async (applied) => {
    const { simulator, api, names } = await withFault({ kind: "reboot", applied, nth: 1 });
    api.send(...ADD);
    await api.untilClosed();
    await simulator.setDown(false);
    await client(simulator);
    expect(names()).toEqual(applied ? ["alice"] : []);
  });

  it("latency: commands wait side by side, not behind each other", async () => {
    const { api } = await withFault({ kind: "latency", ms: 100 });
    const from = performance.now();
    for (let n = 0; n < 10; n += 1) api.send("/ppp/secret/print", `.tag=${n}`);
    await api.until(() => api.sentences.length === 10);
    const took = performance.now() - from;
    expect(took).toBeGreaterThanOrEqual(95);
    expect(took).toBeLessThan(900);
  });
});

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

describe("slow routers", () => {
  const print = (n: number) => ["/system/identity/print", `.tag=${n}`];
  const answered = (api: { sentences: { word: string; tag?: string }[] }) =>
    api.sentences.filter(({ word }) => word === "!done").map(({ tag }) => tag);

  it("a round trip applies to every command, and pipelined ones share it", async () => {
    const { api } = await withFault({ kind: "latency", ms: 150 });
    const from = performance.now();
    for (let n = 0; n < 200; n += 1) api.send(...print(n));
    await api.until(() => answered(api).length === 200);
    // One behind the other they would take half a minute.
    expect(performance.now() - from).toBeGreaterThanOrEqual(145);
    expect(performance.now() - from).toBeLessThan(10_000);
    expect(answered(api)).toEqual(Array.from({ length: 200 }, (_, n) => `${n}`));
  });

  it("burst: the first commands are free, then each waits its turn, over all connections", async () => {
    const { simulator, api } = await withFault({ kind: "burst", free: 5, ms: 30 });
    const other = await client(simulator);
    const from = performance.now();
    for (let n = 0; n < 5; n += 1) {
      api.send(...print(n));
      other.send(...print(n));
    }
    await api.until(() => answered(api).length === 5);
    await other.until(() => answered(other).length === 5);
    // The login of the other client was the first of eleven.
    expect(performance.now() - from).toBeGreaterThanOrEqual(6 * 30 - 5);
  });

  it("stall: from that command on nobody is answered for a while, then everybody", async () => {
    const { simulator, api } = await withFault({ kind: "stall", ms: 200, nth: 1, times: 100 });
    const from = performance.now();
    api.send(...ADD, ".tag=1");
    await expect.poll(() => simulator.commands().length).toBe(2);
    api.send("/system/identity/print", ".tag=2");
    await api.until(() => answered(api).length === 2);
    expect(performance.now() - from).toBeGreaterThanOrEqual(195);
    expect(simulator.rows("/ppp/secret")).toHaveLength(1);
  });
});
