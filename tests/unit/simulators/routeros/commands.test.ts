import { describe, expect, it } from "vitest";
import { client, router } from "./harness";

describe("add, set, remove", () => {
  it("add answers with the id, the others with a bare !done", async () => {
    const api = await client(await router());
    const [added] = await api.call("/ppp/secret/add", "=name=alice", "=password=x");
    expect(added).toMatchObject({ word: "!done", attributes: { ret: "*1" } });
    for (const verb of ["set", "disable", "enable", "remove"]) {
      const reply = await api.call(`/ppp/secret/${verb}`, "=.id=*1");
      expect(reply).toEqual([{ word: "!done", attributes: {}, words: [] }]);
    }
    expect(await api.rows("/ppp/secret/print")).toEqual([]);
  });

  it("ids count up in hex and are never used again", async () => {
    const api = await client(await router());
    for (let n = 1; n <= 10; n += 1) await api.call("/ppp/secret/add", `=name=u${n}`);
    await api.call("/ppp/secret/remove", "=.id=*A");
    const [next] = await api.call("/ppp/secret/add", "=name=u11");
    expect(next?.attributes.ret).toBe("*B");
  });

  it("comma lists address many rows, and the name addresses one", async () => {
    const simulator = await router();
    const api = await client(simulator);
    for (const name of ["a", "b", "c"]) await api.call("/ppp/secret/add", `=name=${name}`);
    expect(await api.trap("/ppp/secret/disable", "=.id=*1,*3")).toBeUndefined();
    const disabled = () => simulator.rows("/ppp/secret").map((row) => row.disabled);
    expect(disabled()).toEqual(["true", "false", "true"]);
    await api.call("/ppp/secret/set", "=.id=b", "=comment=by name");
    expect(simulator.rows("/ppp/secret")[1]?.comment).toBe("by name");
    await api.call("/ppp/secret/remove", "=.id=*1,*2,*3");
    expect(disabled()).toEqual([]);
  });

  it("one unknown id in a list changes nothing at all", async () => {
    const simulator = await router();
    const api = await client(simulator);
    await api.call("/ppp/secret/add", "=name=a");
    expect(await api.trap("/ppp/secret/remove", "=.id=*1,*99")).toBe("no such item");
    expect(simulator.rows("/ppp/secret")).toHaveLength(1);
  });

  it("a rejected set leaves the row as it was", async () => {
    const simulator = await router();
    const api = await client(simulator);
    await api.call("/ppp/secret/add", "=name=a", "=comment=old");
    const text = await api.trap("/ppp/secret/set", "=.id=*1", "=comment=new", "=profile=none");
    expect(text).toBe("input does not match any value of profile");
    expect(simulator.rows("/ppp/secret")[0]?.comment).toBe("old");
  });

  it("a rename onto a name that is taken is refused like an add", async () => {
    const simulator = await router();
    const api = await client(simulator);
    for (const name of ["a", "b"]) await api.call("/ppp/secret/add", `=name=${name}`);
    const text = await api.trap("/ppp/secret/set", "=.id=*2", "=name=a");
    expect(text).toBe("failure: secret with the same name already exists");
    expect(simulator.rows("/ppp/secret").map(({ name }) => name)).toEqual(["a", "b"]);
    expect(await api.trap("/ppp/secret/set", "=.id=*2", "=name=b")).toBeUndefined();
  });

  it("=!field= and unset remove a field; an empty comment disappears", async () => {
    const simulator = await router();
    const api = await client(simulator);
    const words = ["=name=a", "=remote-address=10.0.0.9", "=local-address=10.0.0.1", "=comment=c"];
    await api.call("/ppp/secret/add", ...words);
    await api.call("/ppp/secret/set", "=.id=*1", "=!remote-address=", "=comment=");
    await api.call("/ppp/secret/unset", "=.id=*1", "=value-name=local-address");
    const [row] = simulator.rows("/ppp/secret");
    expect(row).not.toHaveProperty("remote-address");
    expect(row).not.toHaveProperty("local-address");
    expect(row).not.toHaveProperty("comment");
    expect(await api.trap("/ppp/secret/unset", "=.id=*1", "=value-name=name")).toBe(
      "input does not match any value of value-name",
    );
  });

  it("singletons are set without an id and show none", async () => {
    const api = await client(await router());
    expect(await api.trap("/ppp/aaa/set", "=use-radius=yes")).toBeUndefined();
    const [row] = await api.rows("/ppp/aaa/print");
    expect(row).toMatchObject({ "use-radius": "yes", "interim-update": "0s" });
    expect(row).not.toHaveProperty(".id");
    const text = await api.trap("/ppp/aaa/set", "=numbers=0", "=use-radius=no");
    expect(text).toBe("unknown parameter numbers");
  });
});

describe("errors", () => {
  it.each([
    [["/ppp/secret/set", "=.id=*77", "=comment=x"], "no such item"],
    [["/ppp/secret/add", "=name=taken"], "failure: secret with the same name already exists"],
    [["/ppp/secret/add"], "missing =name="],
    [["/ppp/secret/add", "=name="], "invalid value for argument name"],
    [["/ppp/secret/add", "=name=n", "=no-such=1"], "unknown parameter no-such"],
    [["/ppp/secret/add", "=name=n", "=last-caller-id=1"], "unknown parameter last-caller-id"],
    [["/ppp/secret/add", "=name=n", "=profile=p"], "input does not match any value of profile"],
    [
      ["/ppp/secret/add", "=name=n", "=profile="],
      "ambiguous value of profile, more than one possible value matches input",
    ],
    [
      ["/ppp/secret/add", "=name=n", "=service=pp"],
      "ambiguous value of service, more than one possible value matches input",
    ],
    [["/ppp/secret/add", "=name=n", "=service=x"], "input does not match any value of service"],
    [["/ppp/secret/add", "=name=n", "=disabled=1"], "input does not match any value of disabled"],
    [
      ["/ppp/secret/add", "=name=n", "=remote-address=pool"],
      "invalid value for argument remote-address",
    ],
    [["/ppp/secret/set", "=comment=x"], "missing =.id="],
    [["/ppp/secret/rename", "=.id=*1"], "no such command"],
    [["/ppp/profile/disable", "=.id=*0"], "no such command"],
    [["/ppp/profile/remove", "=.id=*0"], "failure: can not remove default profile"],
    [["/caps-man/radio/print"], "no such command or directory (radio)"],
    [["print"], "no such command"],
    [["/interface/set", "=.id=ether1", "=mtu=9"], "value of mtu out of range (68..65535)"],
    [["/ip/pool/add", "=name=p", "=ranges=x"], "invalid value for argument ranges"],
    [["/ppp/secret/print", "=nonsense=1"], "unknown parameter nonsense"],
  ])("%j is refused with %j", async (words, expected) => {
    const simulator = await router();
    simulator.addRow("/ppp/secret", { name: "taken" });
    const api = await client(simulator);
    const before = simulator.snapshot();
    expect(await api.trap(...words)).toBe(expected);
    expect(simulator.snapshot()).toEqual(before);
  });

  it("categories stand before the message, or are absent on routers that send none", async () => {
    const words = ["/ppp/secret/add", "=name=n", "=profile=p"];
    const message = "=message=input does not match any value of profile";
    const [withCategory] = await (await client(await router())).call(...words);
    expect(withCategory?.words).toEqual(["=category=1", message]);
    const bare = await client(await router({ trapCategories: "absent" }));
    expect((await bare.call(...words))[0]?.words).toEqual([message]);
  });

  it("junk that node-routeros sends as a heartbeat is answered, not fatal", async () => {
    const api = await client(await router());
    expect(await api.trap("#")).toBe("no such command");
    expect(await api.trap("/system/identity/print")).toBeUndefined();
  });
});

describe("print", () => {
  it("proplist gives the named fields only, and rows that have none of them stay rows", async () => {
    const simulator = await router();
    simulator.addRow("/ppp/secret", { name: "a", comment: "c" });
    simulator.addRow("/ppp/secret", { name: "b" });
    const api = await client(simulator);
    expect(await api.rows("/ppp/secret/print", "=.proplist=comment")).toEqual([
      { comment: "c" },
      {},
    ]);
    expect(await api.rows("/ppp/secret/getall", "=.proplist=.id,name")).toEqual([
      { ".id": "*1", name: "a" },
      { ".id": "*2", name: "b" },
    ]);
  });

  it("count-only counts what the queries leave", async () => {
    const simulator = await router();
    for (const name of ["a", "b", "c"]) simulator.addRow("/ppp/secret", { name });
    const api = await client(simulator);
    const reply = await api.call("/ppp/secret/print", "=count-only=", "?name=a", "?name=b", "?#|");
    expect(reply).toEqual([{ word: "!done", attributes: { ret: "2" }, words: ["=ret=2"] }]);
  });

  it("!empty comes before !done from 7.18 on, and only when there is nothing", async () => {
    const words = async (version: "7.16" | "7.22", ...query: string[]) => {
      const api = await client(await router({ version }));
      return (await api.call("/ppp/profile/print", "=.proplist=name", ...query)).map((s) => s.word);
    };
    expect(await words("7.16", "?name=x")).toEqual(["!done"]);
    expect(await words("7.22", "?name=x")).toEqual(["!empty", "!done"]);
    expect(await words("7.22", "?name=default")).toEqual(["!re", "!done"]);
  });

  it("ten thousand secrets arrive whole and let another command in between", async () => {
    const simulator = await router();
    const snapshot = simulator.snapshot();
    const rows = Array.from({ length: 10_000 }, (_, n) => ({
      id: `*${(n + 1).toString(16).toUpperCase()}`,
      fields: { name: `user${n}`, profile: "*0", disabled: "false" },
    }));
    snapshot.tables["/ppp/secret"] = { nextId: 10_001, rows };
    simulator.restore(snapshot);
    const api = await client(simulator);
    api.send("/ppp/secret/print", ".tag=big");
    await api.until(() => api.sentences.length > 0);
    api.send("/system/identity/print", ".tag=small");
    const done = (tag: string) =>
      api.sentences.findIndex((s) => s.tag === tag && s.word === "!done");
    await api.until(() => done("big") >= 0 && done("small") >= 0);
    expect(api.sentences.filter((s) => s.tag === "big" && s.word === "!re")).toHaveLength(10_000);
    expect(done("small")).toBeLessThan(done("big"));
  });
});

describe("tags", () => {
  it("the tag stands directly behind the reply word", async () => {
    const api = await client(await router());
    const reply = await api.call("/system/identity/print", ".tag=t 1");
    expect(reply.map(({ words }) => words)).toEqual([[".tag=t 1", "=name=MikroTik"], [".tag=t 1"]]);
  });

  it("a slow command does not hold up the others", async () => {
    const simulator = await router();
    simulator.faults.add({ kind: "latency", ms: 100, path: "/ppp/secret/print" });
    const api = await client(simulator);
    api.send("/ppp/secret/print", ".tag=slow");
    api.send("/system/identity/print", ".tag=quick");
    await api.until(() => api.sentences.filter(({ word }) => word === "!done").length === 2);
    expect(api.sentences.filter(({ word }) => word === "!done").map(({ tag }) => tag)).toEqual([
      "quick",
      "slow",
    ]);
  });

  it("empty sentences are ignored", async () => {
    const api = await client(await router());
    api.socket.write(Buffer.from([0, 0, 0]));
    expect(await api.rows("/system/identity/print")).toHaveLength(1);
  });
});
