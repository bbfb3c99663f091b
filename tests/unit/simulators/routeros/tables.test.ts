import { describe, expect, it } from "vitest";
import { client, QUEUE, router } from "./harness";

const LISTED = { list: "blocked", address: "10.0.0.5" };
const NETWATCH = { host: "10.0.0.5" };
const ARP = { address: "10.0.0.5", "mac-address": "AA:BB:CC:00:11:22", interface: "ether2" };

describe("values as they are read back", () => {
  it.each([
    ["/queue/simple", QUEUE, "target", "10.0.0.5", "10.0.0.5/32"],
    ["/queue/simple", QUEUE, "target", "10.0.0.7/24,ether2", "10.0.0.0/24,ether2"],
    ["/queue/simple", QUEUE, "max-limit", "5M/10M", "5000000/10000000"],
    ["/queue/simple", QUEUE, "max-limit", "512k", "512000/512000"],
    ["/queue/simple", QUEUE, "limit-at", "1G/0", "1000000000/0"],
    ["/queue/simple", QUEUE, "burst-time", "00:00:08/8", "8s/8s"],
    ["/queue/simple", QUEUE, "priority", "1/8", "1/8"],
    ["/queue/simple", QUEUE, "queue", "default", "default/default"],
    ["/queue/simple", QUEUE, "disabled", "yes", "true"],
    ["/ip/firewall/address-list", LISTED, "address", "10.0.0.5/32", "10.0.0.5"],
    ["/ip/firewall/address-list", LISTED, "address", "10.0.0.9/24", "10.0.0.0/24"],
    ["/ip/firewall/address-list", LISTED, "address", "192.168.0.0-192.168.1.255", "192.168.0.0/23"],
    ["/ip/firewall/address-list", LISTED, "address", "10.0.0.1-10.0.0.9", "10.0.0.1-10.0.0.9"],
    ["/ip/firewall/address-list", LISTED, "address", "pay.example.com", "pay.example.com"],
    ["/ip/hotspot/ip-binding", {}, "mac-address", "aa-bb-cc-00-11-22", "AA:BB:CC:00:11:22"],
    ["/ip/hotspot/ip-binding", {}, "address", "10.0.0.5", "10.0.0.5"],
    ["/ip/hotspot/ip-binding", {}, "server", "all", undefined],
    ["/ip/hotspot/ip-binding", {}, "server", "hotspot1", "hotspot1"],
    ["/ip/hotspot/ip-binding", {}, "type", "regular", undefined],
    ["/ip/hotspot/ip-binding", {}, "type", "bypassed", "bypassed"],
    ["/ip/hotspot/user", { name: "u" }, "server", "all", undefined],
    ["/ip/hotspot/user", { name: "u" }, "limit-uptime", "1d02:00:00", "1d2h"],
    ["/ip/hotspot/user", { name: "u" }, "limit-uptime", "0", undefined],
    ["/ip/hotspot/user", { name: "u" }, "mac-address", "00:00:00:00:00:00", undefined],
    ["/ip/hotspot/user/profile", { name: "p" }, "rate-limit", "5M/10M", "5M/10M"],
    ["/ip/hotspot/user/profile", { name: "p" }, "shared-users", "unlimited", "unlimited"],
    ["/ip/hotspot/user/profile", { name: "p" }, "add-mac-cookie", "no", "false"],
    ["/ip/arp", ARP, "published", "yes", "true"],
    ["/ip/arp", ARP, "mac-address", "aabb.ccdd.eeff", "AA:BB:CC:DD:EE:FF"],
    ["/ip/dhcp-server/lease", { address: "10.0.0.5" }, "server", "all", undefined],
    ["/ip/dhcp-server/lease", { address: "10.0.0.5" }, "rate-limit", "1M/1M", "1M/1M"],
    ["/tool/netwatch", NETWATCH, "interval", "90", "1m30s"],
    ["/tool/netwatch", NETWATCH, "disabled", "no", undefined],
    ["/tool/netwatch", NETWATCH, "disabled", "yes", "true"],
    ["/ip/firewall/filter", { chain: "forward" }, "disabled", "no", undefined],
  ] as [string, Record<string, string>, string, string, string | undefined][])(
    "%s %j with %s=%s reads %s",
    async (path, fields, field, written, read) => {
      const simulator = await router();
      simulator.addRow(path, { ...fields, [field]: written });
      expect(simulator.rows(path).at(-1)?.[field]).toBe(read);
    },
  );

  it("a simple queue shows its defaults as numbers and pairs", async () => {
    const simulator = await router();
    simulator.addRow("/queue/simple", QUEUE);
    expect(simulator.rows("/queue/simple")[0]).toMatchObject({
      parent: "none",
      "packet-marks": "",
      priority: "8/8",
      queue: "default-small/default-small",
      "max-limit": "0/0",
      "burst-time": "0s/0s",
      "bucket-size": "0.1/0.1",
      dynamic: "false",
      disabled: "false",
    });
    expect(simulator.rows("/queue/simple")[0]).not.toHaveProperty("comment");
  });

  it("a property that a row lacks equals nothing, not even its default", async () => {
    const simulator = await router();
    simulator.addRow("/ip/hotspot/ip-binding", { address: "10.0.0.5" });
    simulator.addRow("/tool/netwatch", NETWATCH);
    const api = await client(simulator);
    expect(await api.rows("/ip/hotspot/ip-binding/print", "?server=all")).toEqual([]);
    expect(await api.rows("/tool/netwatch/print", "?disabled=no")).toEqual([]);
    expect(await api.rows("/tool/netwatch/print", "?disabled=yes", "?#!")).toHaveLength(1);
  });
});

describe("what tables refuse", () => {
  it.each([
    ["/queue/simple", QUEUE, { ...QUEUE, target: "10.0.0.6" }, "failure: already have such name"],
    ["/ip/firewall/address-list", LISTED, LISTED, "failure: already have such entry"],
    [
      "/ip/firewall/address-list",
      LISTED,
      { ...LISTED, address: "10.0.0.5/32", comment: "other" },
      "failure: already have such entry",
    ],
    [
      "/ip/hotspot/user",
      { name: "u" },
      { name: "u", server: "all" },
      "failure: already have user with this name for this server",
    ],
    [
      "/ip/dhcp-server/lease",
      { address: "10.0.0.5" },
      { address: "10.0.0.5" },
      "failure: already have static lease with this IP address",
    ],
    [
      "/ip/dhcp-server/lease",
      { address: "10.0.0.5", "mac-address": "AA:BB:CC:00:11:22" },
      { address: "10.0.0.6", "mac-address": "aa:bb:cc:00:11:22" },
      "failure: already have static lease for this client",
    ],
  ] as [string, Record<string, string>, Record<string, string>, string][])(
    "%s takes %j once: then %j fails with %j",
    async (path, first, second, message) => {
      const simulator = await router();
      simulator.addRow(path, first);
      expect(() => simulator.addRow(path, second)).toThrow(message);
    },
  );

  it.each([
    ["/queue/simple", { name: "q" }, "missing =target="],
    ["/queue/simple", { ...QUEUE, target: "wlan9" }, "input does not match any value of target"],
    ["/queue/simple", { ...QUEUE, parent: "none9" }, "input does not match any value of parent"],
    ["/queue/simple", { ...QUEUE, "max-limit": "x" }, "invalid value for argument max-limit"],
    [
      "/queue/simple",
      { ...QUEUE, "max-limit": "1M/5M", "limit-at": "2M/1M" },
      "failure: upload-max-limit less than upload-limit",
    ],
    [
      "/queue/simple",
      { ...QUEUE, "max-limit": "5M/1M", "limit-at": "1M/2M" },
      "failure: download-max-limit less than download-limit",
    ],
    ["/ip/hotspot/user", { name: "u", server: "x" }, "input does not match any value of server"],
    ["/ip/hotspot/user", { name: "u", profile: "x" }, "input does not match any value of profile"],
    ["/ip/hotspot/user/profile", { name: "p", comment: "c" }, "unknown parameter comment"],
    ["/ip/hotspot/user/profile", { name: "p", disabled: "no" }, "unknown parameter disabled"],
    ["/ip/hotspot/ip-binding", { type: "b" }, "ambiguous value of type, more than one possible"],
    ["/ip/arp", { address: "10.0.0.5" }, "missing =interface="],
    ["/ip/arp", { ...ARP, interface: "x" }, "input does not match any value of interface"],
    ["/tool/netwatch", { host: "10.0.0.5", type: "x" }, "input does not match any value of type"],
    ["/ip/hotspot/user", { name: "u", "place-before": "*0" }, "unknown parameter place-before"],
  ] as [string, Record<string, string>, string][])(
    "%s refuses %j with %j",
    async (path, fields, message) => {
      const simulator = await router();
      const before = simulator.snapshot();
      expect(() => simulator.addRow(path, fields)).toThrow(message);
      expect(simulator.snapshot()).toEqual(before);
    },
  );

  it("an address-list entry may repeat while it is disabled, but not be enabled then", async () => {
    const simulator = await router();
    simulator.addRow("/ip/firewall/address-list", LISTED);
    const twin = simulator.addRow("/ip/firewall/address-list", { ...LISTED, disabled: "yes" });
    expect(() => simulator.setRow("/ip/firewall/address-list", twin, { disabled: "no" })).toThrow(
      "failure: already have such entry",
    );
  });

  it("a hotspot user of one server is another than the one of all servers", async () => {
    const simulator = await router();
    simulator.addRow("/ip/hotspot/user", { name: "u" });
    simulator.addRow("/ip/hotspot/user", { name: "u", server: "hotspot1" });
    expect(simulator.rows("/ip/hotspot/user")).toHaveLength(3);
  });

  it("a client may have a lease at each server, but none beside one at all of them", async () => {
    const simulator = await router();
    for (const name of ["a", "b"]) {
      simulator.addRow("/ip/dhcp-server", { name, interface: "ether2" });
    }
    const path = "/ip/dhcp-server/lease";
    const row = (address: string, server: string) =>
      simulator.addRow(path, { address, server, "mac-address": "AA:BB:CC:00:11:22" });
    row("10.0.0.1", "a");
    row("10.0.0.2", "b");
    expect(() => row("10.0.0.3", "all")).toThrow("already have static lease for this client");
  });

  it("ip-bindings and netwatch entries have no key at all", async () => {
    const simulator = await router();
    for (let n = 0; n < 2; n += 1) {
      simulator.addRow("/ip/hotspot/ip-binding", { address: "10.0.0.5" });
      simulator.addRow("/tool/netwatch", NETWATCH);
    }
    expect(simulator.rows("/ip/hotspot/ip-binding")).toHaveLength(2);
    expect(simulator.rows("/tool/netwatch")).toHaveLength(2);
  });

  it.each([
    ["/ip/hotspot/user", { name: "u" }],
    ["/ip/hotspot/ip-binding", { address: "10.0.0.5" }],
    ["/ip/arp", ARP],
    ["/ip/firewall/address-list", LISTED],
  ])("%s knows no unset", async (path, fields) => {
    const simulator = await router();
    const id = simulator.addRow(path, fields);
    const api = await client(simulator);
    expect(await api.trap(`${path}/unset`, `=.id=${id}`, "=value-name=comment")).toBe(
      "no such command",
    );
    expect(await api.trap(`${path}/set`, `=.id=${id}`, "=!comment=")).toContain(
      "unknown parameter",
    );
    expect(await api.trap(`${path}/set`, `=.id=${id}`, "=comment=")).toBeUndefined();
  });

  it("the rows that every router has stay", async () => {
    const simulator = await router();
    expect(() => simulator.removeRow("/ip/hotspot/user", "default-trial")).toThrow("default user");
    expect(() => simulator.removeRow("/ip/hotspot/user/profile", "default")).toThrow("default");
  });
});

describe("answers found by index", () => {
  it.each([
    ["?list=blocked", 2],
    ["?=list=blocked", 2],
    ["?comment=mine", 1],
    ["?address=10.0.0.9", 0],
    ["?disabled=no", 3],
    ["?disabled=false", 3],
    ["?.id=*2", 1],
    ["?dynamic=false", 4],
  ])("%s finds what a walk would find, also after changes", async (query, count) => {
    const simulator = await router();
    const path = "/ip/firewall/address-list";
    const api = await client(simulator);
    // The question is asked first, so that the index has to follow the changes.
    await api.rows(`${path}/print`, query);
    simulator.addRow(path, { list: "open", address: "10.0.0.9" });
    simulator.addRow(path, { list: "blocked", address: "10.0.0.2", comment: "mine" });
    simulator.addRow(path, { list: "open", address: "10.0.0.3", disabled: "yes" });
    simulator.addRow(path, { list: "blocked", address: "10.0.0.4" });
    simulator.setRow(path, "*1", { address: "10.0.0.8" });
    simulator.setRow(path, "*3", { disabled: "no" });
    simulator.removeRow(path, "*4");
    simulator.addRow(path, { list: "blocked", address: "10.0.0.5", disabled: "yes" });
    simulator.setRow(path, "*5", { disabled: "yes", comment: "x" });
    expect(await api.rows(`${path}/print`, query)).toHaveLength(count);
  });
});
