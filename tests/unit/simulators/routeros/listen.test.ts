import { describe, expect, it } from "vitest";
import { client, router } from "./harness";

describe("listen and cancel", () => {
  it("listen reports additions and changes with the row, removals with .dead=true", async () => {
    const simulator = await router();
    const api = await client(simulator);
    api.send("/ppp/secret/listen", "=.proplist=.id,name", ".tag=L");
    await api.call("/ppp/secret/add", "=name=a");
    await api.call("/ppp/secret/set", "=.id=*1", "=name=b");
    await api.call("/ppp/secret/remove", "=.id=*1");
    const heard = api.sentences.filter(({ tag }) => tag === "L");
    expect(heard.map(({ attributes }) => attributes)).toEqual([
      { ".id": "*1", name: "a" },
      { ".id": "*1", name: "b" },
      { ".id": "*1", ".dead": "true" },
    ]);
  });

  it("listening to active hears people come and go", async () => {
    const simulator = await router();
    simulator.addRow("/ppp/secret", { name: "a", password: "x" });
    const api = await client(simulator);
    api.send("/ppp/active/listen", "=.proplist=name", ".tag=L");
    await api.call("/system/identity/print");
    simulator.dial({ name: "a", password: "x" });
    simulator.unplug("a");
    await api.until(() => api.sentences.length === 2);
    expect(api.sentences.map(({ attributes }) => attributes)).toEqual([
      { name: "a" },
      { ".id": "*80000001", ".dead": "true" },
    ]);
  });

  it("cancel interrupts the tagged command: its trap, cancel's done, its done", async () => {
    const simulator = await router();
    const api = await client(simulator);
    api.send("/ppp/secret/listen", ".tag=2");
    api.send("/cancel", "=tag=2", ".tag=7");
    await api.until(() => api.sentences.length === 3);
    expect(api.sentences.map(({ word, words }) => [word, ...words])).toEqual([
      ["!trap", ".tag=2", "=category=2", "=message=interrupted"],
      ["!done", ".tag=7"],
      ["!done", ".tag=2"],
    ]);
    simulator.addRow("/ppp/secret", { name: "a" });
    await api.call("/system/identity/print");
    expect(api.sentences).toHaveLength(3);
  });

  it("cancel without a tag interrupts everything that runs", async () => {
    const simulator = await router();
    const api = await client(simulator);
    simulator.faults.add({ kind: "hang", path: "/ppp/secret/add" });
    api.send("/ppp/secret/listen", ".tag=a");
    api.send("/ppp/secret/add", "=name=x", ".tag=b");
    api.send("/cancel", ".tag=c");
    await api.until(() => api.sentences.length === 5);
    const done = api.sentences.filter(({ word }) => word === "!done").map(({ tag }) => tag);
    expect(done).toEqual(["c", "a", "b"]);
    expect(simulator.rows("/ppp/secret")).toEqual([]);
    expect(simulator.commands().find(({ tag }) => tag === "b")).toMatchObject({
      outcome: "trap",
      message: "interrupted",
    });
  });

  it("a command that is cancelled while it waits is not applied", async () => {
    const simulator = await router();
    simulator.faults.add({ kind: "latency", ms: 60_000, path: "/ppp/secret/add" });
    const api = await client(simulator);
    api.send("/ppp/secret/add", "=name=x", ".tag=slow");
    await api.call("/cancel", "=tag=slow");
    expect(api.sentences[0]).toMatchObject({ tag: "slow", attributes: { message: "interrupted" } });
    expect(simulator.rows("/ppp/secret")).toEqual([]);
  });

  it("print follow prints first and reports afterwards, follow-only only afterwards", async () => {
    const simulator = await router();
    simulator.addRow("/ppp/secret", { name: "a" });
    const api = await client(simulator);
    api.send("/ppp/secret/print", "=follow=", "=.proplist=name", ".tag=f");
    api.send("/ppp/secret/print", "=follow-only=", "=.proplist=name", ".tag=o");
    await api.call("/ppp/secret/add", "=name=b");
    const names = (tag: string) =>
      api.sentences.filter((s) => s.tag === tag).map((s) => s.attributes.name);
    expect(names("f")).toEqual(["a", "b"]);
    expect(names("o")).toEqual(["b"]);
  });
});
