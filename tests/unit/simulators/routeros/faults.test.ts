import { describe, expect, it } from "vitest";
import { ADD, client, router, visitor, withFault } from "./harness";

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
