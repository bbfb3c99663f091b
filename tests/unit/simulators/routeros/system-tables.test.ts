import { describe, expect, it } from "vitest";
import type { Policy } from "@/tests/simulators/routeros";
import { client, router, visitor } from "./harness";

describe("scheduler, radius, missing packages", () => {
  it("an event begins when it is made, runs on, and shows dates as the release does", async () => {
    const simulator = await router({ version: "7.9" });
    simulator.addRow("/system/scheduler", { name: "e", interval: "1h", "on-event": "/no/such" });
    const row = () => simulator.rows("/system/scheduler")[0];
    expect(row()).toMatchObject({
      "start-date": expect.stringMatching(/^[a-z]{3}\/\d\d\/\d{4}$/),
      "run-count": "0",
      interval: "1h",
    });
    simulator.advance(7300);
    expect(row()?.["run-count"]).toBe("2");
  });

  it("radius servers have an order and hide their secret from those without sensitive", async () => {
    const users = [
      { name: "reader", password: "", policies: ["api", "read"] as Policy[] },
      { name: "admin", password: "" },
    ];
    const simulator = await router({ users });
    for (const address of ["10.0.0.1", "10.0.0.2"]) {
      simulator.addRow("/radius", { address, secret: "s", service: "ppp" });
    }
    const api = await client(simulator);
    await api.call("/radius/move", "=.id=*2", "=destination=*1");
    const reader = await client(simulator, "reader");
    const rows = await reader.rows("/radius/print");
    expect(rows.map(({ address, secret }) => [address, secret])).toEqual([
      ["10.0.0.2", undefined],
      ["10.0.0.1", undefined],
    ]);
  });

  it("a missing package takes its menus along", async () => {
    const api = await client(await router({ missingMenus: ["/ip/hotspot"] }));
    expect(await api.trap("/ip/hotspot/user/print")).toBe("no such command or directory (user)");
    expect(await api.trap("/ip/hotspot/print")).toContain("no such command");
    expect(await api.trap("/ip/pool/print")).toBeUndefined();
  });
});

describe("traffic", () => {
  async function withTraffic() {
    const simulator = await router();
    for (const name of ["a", "b"]) {
      simulator.addRow("/ppp/secret", { name, password: "x" });
      simulator.dial({ name, password: "x", uploadKbps: 1000, downloadKbps: 5000 });
    }
    return { simulator, api: await client(simulator) };
  }

  it("monitor-traffic tells of each named interface what passes now", async () => {
    const { api } = await withTraffic();
    const rows = await api.rows(
      "/interface/monitor-traffic",
      "=interface=<pppoe-a>,ether1,ether2,ether3",
      "=once=",
    );
    const seen = rows.map((row) => [
      row.name,
      row["rx-bits-per-second"],
      row["tx-bits-per-second"],
    ]);
    expect(seen).toEqual([
      ["<pppoe-a>", "1000000", "5000000"],
      ["ether1", "10000000", "2000000"],
      ["ether2", "2000000", "10000000"],
      ["ether3", "0", "0"],
    ]);
  });

  it.each([
    [["=interface=wlan9", "=once="], "input does not match any value of interface"],
    [["=once="], "missing =interface="],
    [["=.id=*1", "=once="], "unknown parameter .id"],
    [["=numbers=0", "=once="], "unknown parameter numbers"],
  ])("monitor-traffic refuses %j", async (words, message) => {
    const { api } = await withTraffic();
    expect(await api.trap("/interface/monitor-traffic", ...words)).toBe(message);
  });

  it("without once it goes on until it is cancelled", async () => {
    const { api } = await withTraffic();
    api.send("/interface/monitor-traffic", "=interface=ether1", ".tag=m");
    await api.until(() => api.sentences.filter(({ tag }) => tag === "m").length === 2);
    expect(api.sentences.map(({ attributes }) => attributes[".section"])).toEqual(["0", "1"]);
    await api.call("/cancel", "=tag=m");
    await api.until(() => api.sentences.some(({ tag, word }) => tag === "m" && word === "!done"));
  });

  it("the ports count what sessions moved, also after these ended", async () => {
    const { simulator } = await withTraffic();
    simulator.advance(8);
    simulator.unplug("a");
    simulator.unplug("b");
    const [wan, lan] = simulator.rows("/interface");
    expect(Number(lan?.["rx-byte"])).toBeGreaterThanOrEqual(2_000_000);
    expect(wan?.["tx-byte"]).toBe(lan?.["rx-byte"]);
  });
});

describe("the router's log", () => {
  it("tells of logins, wrong passwords and sessions, and keeps the last thousand lines", async () => {
    const simulator = await router({ redialSeconds: 60 });
    simulator.addRow("/ppp/secret", { name: "a", password: "x" });
    simulator.dial({ name: "a", password: "wrong" });
    simulator.dial({ name: "a", password: "x" });
    const api = await client(simulator);
    await (await visitor(simulator)).trap("/login", "=name=eve", "=password=x");
    const found = await api.rows("/log/print", "=.proplist=topics,message");
    expect(found.map(({ message }) => message)).toEqual([
      "<pppoe-a>: user a authentication failed - wrong password",
      expect.stringContaining("a logged in, 10.112.112.2 from 02:"),
      "user admin logged in from 127.0.0.1 via api",
      "login failure for user eve from 127.0.0.1 via api",
    ]);
    for (let n = 0; n < 600; n += 1) {
      simulator.kick("a");
      simulator.dial({ name: "a", password: "x" });
    }
    expect(simulator.rows("/log")).toHaveLength(1000);
  });
});

describe("another unit at the same address", () => {
  it("has another fingerprint, and with a reset nothing of what the old one held", async () => {
    const simulator = await router({ serial: "OLD" });
    simulator.addRow("/ppp/secret", { name: "a" });
    const api = await client(simulator);
    const licence = simulator.rows("/system/license")[0]?.["software-id"];
    await simulator.swapHardware("NEW");
    await api.untilClosed();
    expect(simulator.rows("/system/routerboard")[0]?.["serial-number"]).toBe("NEW");
    expect(simulator.rows("/system/license")[0]?.["software-id"]).not.toBe(licence);
    expect(simulator.rows("/ppp/secret")).toHaveLength(1);
    await simulator.swapHardware("NEWER", true);
    expect(simulator.rows("/ppp/secret")).toEqual([]);
    await client(simulator);
  });
});
