import { describe, expect, it } from "vitest";
import type { Policy } from "@/tests/simulators/routeros";
import { afterThisTest, client, router, visitor } from "./harness";
import { RawClient } from "./raw-client";

const POLICIES = "api,read,write,sensitive,test";

describe("users and groups", () => {
  it("a group and a user that a provisioning client adds can sign in, with these policies", async () => {
    const simulator = await router();
    const admin = await client(simulator);
    await admin.call("/user/group/add", "=name=isp", `=policy=${POLICIES}`);
    await admin.call("/user/add", "=name=isp-api", "=group=isp", "=password=s3cret");
    const api = await client(simulator, "isp-api", "s3cret");
    expect(await api.trap("/ppp/secret/add", "=name=a", "=password=p")).toBeUndefined();
    expect((await api.rows("/ppp/secret/print"))[0]?.password).toBe("p");
    expect(await api.trap("/system/reboot")).toBe("not enough permissions (9)");
    expect(await api.trap("/user/add", "=name=b", "=group=full")).toBe(
      "not enough permissions (9)",
    );
    const [row] = await admin.rows("/user/print", "?name=isp-api");
    expect(row).toMatchObject({ group: "isp", disabled: "false" });
    expect(row).not.toHaveProperty("password");
  });

  it("a group reads back every policy, those that it lacks with a mark", async () => {
    const simulator = await router();
    simulator.addRow("/user/group", { name: "isp", policy: POLICIES });
    const policy = simulator.rows("/user/group").at(-1)?.policy?.split(",") ?? [];
    expect(policy.slice(0, 5)).toEqual(["read", "write", "test", "sensitive", "api"]);
    expect(policy.slice(5).every((word) => word.startsWith("!"))).toBe(true);
    expect(() => simulator.addRow("/user/group", { name: "x", policy: "fly" })).toThrow(
      "input does not match any value of policy",
    );
  });

  it("a new password, a disabled user and a foreign address keep people out", async () => {
    const simulator = await router();
    simulator.addRow("/user", { name: "isp", group: "full", password: "old" });
    const entry = async (password: string) => {
      const guest = await visitor(simulator);
      return guest.trap("/login", "=name=isp", `=password=${password}`);
    };
    expect(await entry("old")).toBeUndefined();
    simulator.setRow("/user", "isp", { password: "new" });
    expect([await entry("old"), await entry("new")]).toEqual([
      "invalid user name or password (6)",
      undefined,
    ]);
    simulator.setRow("/user", "isp", { address: "10.0.0.0/8" });
    expect(await entry("new")).toBe("invalid user name or password (6)");
    simulator.setRow("/user", "isp", { address: "10.0.0.0/8,127.0.0.0/8" });
    expect(await entry("new")).toBeUndefined();
    simulator.setRow("/user", "isp", { disabled: "yes" });
    expect(await entry("new")).toBe("invalid user name or password (6)");
  });

  it("a group that somebody is in stays", async () => {
    const simulator = await router();
    expect(() => simulator.removeRow("/user/group", "full")).toThrow("failure: group is in use");
    simulator.addRow("/user/group", { name: "isp", policy: POLICIES });
    simulator.removeRow("/user/group", "isp");
  });

  it("who the options let in is let in by an older state too", async () => {
    const old = await router({ users: [{ name: "isp", password: "old" }] });
    const limited = { name: "guest", password: "", policies: ["api", "read"] as Policy[] };
    const simulator = await router({ users: [{ name: "isp", password: "new" }, limited] });
    simulator.restore(old.snapshot());
    await client(simulator, "isp", "new");
    const guest = await client(simulator, "guest");
    expect(await guest.trap("/ppp/secret/add", "=name=a")).toBe("not enough permissions (9)");
  });
});

describe("services", () => {
  it("an address that is not allowed is accepted and closed without a byte", async () => {
    const simulator = await router();
    const inside = await client(simulator);
    await inside.call("/ip/service/set", "=.id=api", "=address=10.0.0.0/8");
    const guest = await visitor(simulator);
    await guest.untilClosed();
    expect(guest.received.length).toBe(0);
    await inside.call("/ip/service/set", "=.id=api", "=address=");
    await client(simulator);
  });

  it("a disabled service refuses new connections and keeps the old ones", async () => {
    const simulator = await router();
    const inside = await client(simulator);
    await inside.call("/ip/service/disable", "=.id=api");
    await expect
      .poll(() =>
        visitor(simulator).then(
          () => "in",
          (error) => error.code,
        ),
      )
      .toBe("ECONNREFUSED");
    await inside.call("/ip/service/enable", "=.id=api");
    await expect
      .poll(() =>
        client(simulator).then(
          () => "in",
          () => "out",
        ),
      )
      .toBe("in");
  });

  it("max-sessions is a setting since 7.16", async () => {
    const simulator = await router();
    const first = await client(simulator);
    await first.call("/ip/service/set", "=.id=api", "=max-sessions=1");
    await (await visitor(simulator)).untilClosed();
    const older = await client(await router({ version: "7.9" }));
    expect(await older.trap("/ip/service/set", "=.id=api", "=max-sessions=1")).toBe(
      "unknown parameter max-sessions",
    );
  });

  it("a certificate is added, signed, and given to api-ssl", async () => {
    const simulator = await router();
    const api = await client(simulator);
    await api.call("/certificate/add", "=name=isp", "=common-name=router", "=days-valid=3650");
    expect(simulator.rows("/certificate")[0]).not.toHaveProperty("fingerprint");
    const signed = await api.rows("/certificate/sign", "=.id=isp");
    expect(signed).toEqual([{ progress: "done" }]);
    expect(simulator.rows("/certificate")[0]?.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    await api.call("/ip/service/set", "=.id=api-ssl", "=certificate=isp");
    const [service] = await api.rows("/ip/service/print", "?name=api-ssl");
    expect(service).toMatchObject({ certificate: "isp", port: "8729", disabled: "false" });
  });
});

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
