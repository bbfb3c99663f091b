import { describe, expect, it } from "vitest";
import { client, router } from "./harness";

const LIST = "/ip/firewall/address-list";

describe("rows that a PPP session brings", () => {
  it("a queue with the profile's rate and an address-list entry, until the session ends", async () => {
    const simulator = await router({ redialSeconds: 60 });
    simulator.addRow("/ppp/profile", {
      name: "p5",
      "rate-limit": "5M/10M 8M/16M 4M/8M 10/10",
      "address-list": "online",
    });
    simulator.addRow("/ppp/secret", {
      name: "alice",
      password: "x",
      profile: "p5",
      "remote-address": "100.64.0.9",
    });
    simulator.dial({ name: "alice", password: "x" });
    expect(simulator.rows("/queue/simple")).toMatchObject([
      {
        name: "<pppoe-alice>",
        target: "<pppoe-alice>",
        "max-limit": "5000000/10000000",
        "burst-limit": "8000000/16000000",
        dynamic: "true",
      },
    ]);
    expect(simulator.rows(LIST)).toMatchObject([
      { list: "online", address: "100.64.0.9", dynamic: "true" },
    ]);
    for (const path of ["/queue/simple", LIST]) {
      const id = simulator.rows(path)[0]?.[".id"] ?? "";
      expect(() => simulator.setRow(path, id, { disabled: "yes" })).toThrow(
        "can not change dynamic",
      );
      expect(() => simulator.removeRow(path, id)).toThrow("can not remove dynamic");
    }
    simulator.kick("alice");
    expect([simulator.rows("/queue/simple"), simulator.rows(LIST)]).toEqual([[], []]);
  });

  it("they are in no snapshot, and change no id of rows that are", async () => {
    const simulator = await router();
    simulator.addRow("/ppp/profile", { name: "p5", "rate-limit": "5M/5M" });
    simulator.addRow("/ppp/secret", { name: "alice", password: "x", profile: "p5" });
    const before = simulator.snapshot();
    simulator.dial({ name: "alice", password: "x" });
    expect(simulator.snapshot().tables).toEqual(before.tables);
    expect(simulator.addRow("/queue/simple", { name: "q", target: "10.0.0.1" })).toBe("*1");
  });

  it("a session ends by itself when the profile's time is over", async () => {
    const simulator = await router({ redialSeconds: 60 });
    simulator.addRow("/ppp/profile", { name: "p", "session-timeout": "1h" });
    simulator.addRow("/ppp/secret", { name: "alice", password: "x", profile: "p" });
    simulator.dial({ name: "alice", password: "x" });
    simulator.advance(3599);
    expect(simulator.sessions()).toMatchObject([{ uptimeSeconds: 3599 }]);
    simulator.advance(1);
    expect(simulator.sessions()).toEqual([]);
    expect(simulator.rows("/ppp/secret")[0]?.["last-disconnect-reason"]).toBe("session-timeout");
  });
});

describe("timed address-list entries", () => {
  it("are dynamic, count down, and go with a word to whoever listens", async () => {
    const simulator = await router();
    const api = await client(simulator);
    api.send(`${LIST}/listen`, "=.proplist=address", ".tag=L");
    await api.call("/system/identity/print");
    const id = simulator.addRow(LIST, { list: "l", address: "10.0.0.5", timeout: "1h" });
    simulator.advance(1800);
    expect(simulator.rows(LIST)[0]).toMatchObject({ dynamic: "true", timeout: "30m" });
    simulator.advance(1800);
    expect(simulator.rows(LIST)).toEqual([]);
    await api.until(() => api.sentences.length === 2);
    expect(api.sentences.map(({ attributes }) => attributes)).toEqual([
      { address: "10.0.0.5" },
      { ".id": id, ".dead": "true" },
    ]);
  });

  it("may be removed, not changed, count as entries, and do not outlive a reboot", async () => {
    const simulator = await router();
    const entry = { list: "l", address: "10.0.0.5" };
    const id = simulator.addRow(LIST, { ...entry, timeout: "1d" });
    expect(() => simulator.addRow(LIST, entry)).toThrow("already have such entry");
    expect(() => simulator.setRow(LIST, id, { comment: "x" })).toThrow("can not change dynamic");
    simulator.removeRow(LIST, id);
    simulator.addRow(LIST, { ...entry, timeout: "1d" });
    simulator.addRow(LIST, { ...entry, address: "10.0.0.6", timeout: "none-dynamic" });
    simulator.addRow(LIST, { ...entry, address: "10.0.0.7", timeout: "none-static" });
    await simulator.reboot();
    expect(simulator.rows(LIST).map(({ address }) => address)).toEqual(["10.0.0.7"]);
    expect(simulator.rows(LIST)[0]).not.toHaveProperty("timeout");
  });
});

describe("devices of static customers", () => {
  it("netwatch knows nothing for five minutes after a boot, then what answers", async () => {
    const simulator = await router();
    simulator.addRow("/tool/netwatch", { host: "10.0.0.5" });
    simulator.setReachable("10.0.0.5", true);
    const status = () => simulator.rows("/tool/netwatch")[0]?.status;
    simulator.advance(295);
    expect(status()).toBe("unknown");
    simulator.advance(10);
    expect(status()).toBe("up");
    simulator.setReachable("10.0.0.5", false);
    expect(status()).toBe("down");
    await simulator.reboot();
    expect(status()).toBe("unknown");
  });

  it("who listens to netwatch hears a host go down", async () => {
    const simulator = await router();
    simulator.addRow("/tool/netwatch", { host: "10.0.0.5" });
    simulator.setReachable("10.0.0.5", true);
    simulator.advance(400);
    const api = await client(simulator);
    api.send("/tool/netwatch/listen", "=.proplist=host,status", ".tag=L");
    await api.call("/system/identity/print");
    simulator.setReachable("10.0.0.5", false);
    await api.until(() => api.sentences.length === 1);
    expect(api.sentences[0]?.attributes).toEqual({ host: "10.0.0.5", status: "down" });
  });

  it("a lease is bound while its device answers; a dynamic one is made static first", async () => {
    const simulator = await router();
    const path = "/ip/dhcp-server/lease";
    const mac = { "mac-address": "AA:BB:CC:00:11:22" };
    const id = simulator.placeRow(path, { address: "10.0.0.5", ...mac, dynamic: "true" });
    const api = await client(simulator);
    expect(await api.trap(`${path}/set`, `=.id=${id}`, "=comment=x")).toContain("dynamic");
    expect(await api.trap(`${path}/make-static`, `=.id=${id}`)).toBeUndefined();
    expect(await api.trap(`${path}/set`, `=.id=${id}`, "=comment=x")).toBeUndefined();
    expect(simulator.rows(path)[0]).toMatchObject({ dynamic: "false", status: "waiting" });
    simulator.setReachable("10.0.0.5", true);
    expect(simulator.rows(path)[0]).toMatchObject({
      status: "bound",
      "active-address": "10.0.0.5",
    });
    await simulator.reboot();
    expect(simulator.rows(path)).toHaveLength(1);
  });
});

describe("a boot", () => {
  it("a router without a time server begins in 1970 again", async () => {
    const simulator = await router({ losesTime: true });
    expect(simulator.rows("/system/clock")[0]?.date).toBe("1970-01-01");
    simulator.advance(86_400);
    expect(simulator.rows("/system/clock")[0]?.date).toBe("1970-01-02");
    await simulator.reboot();
    expect(simulator.rows("/system/clock")[0]?.date).toBe("1970-01-01");
    expect(simulator.rows("/system/resource")[0]?.uptime).toBe("0s");
  });
});

describe("address-list entries by DNS name", () => {
  it("bring one dynamic entry for each address, which goes with the name and comes back after a boot", async () => {
    const simulator = await router({ dns: { "pay.example.com": ["41.90.1.2", "41.90.1.3"] } });
    simulator.addRow(LIST, { list: "walled", address: "pay.example.com" });
    const children = () =>
      simulator
        .rows(LIST)
        .filter((row) => row.dynamic === "true")
        .map((row) => `${row.list} ${row.address}`);
    expect(children()).toEqual(["walled 41.90.1.2", "walled 41.90.1.3"]);
    await simulator.reboot();
    expect(children()).toEqual(["walled 41.90.1.2", "walled 41.90.1.3"]);
    const [name] = simulator.rows(LIST);
    simulator.setRow(LIST, String(name?.[".id"]), { disabled: "yes" });
    expect(children()).toEqual([]);
    simulator.setRow(LIST, String(name?.[".id"]), { disabled: "no" });
    simulator.removeRow(LIST, String(name?.[".id"]));
    expect(simulator.rows(LIST)).toEqual([]);
  });
});
