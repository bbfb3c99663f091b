import { describe, expect, it } from "vitest";
import { ADD, client, withFault } from "./harness";

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
