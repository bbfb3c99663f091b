import { describe, expect, it } from "vitest";
import { client, router } from "./harness";

describe("read-back", () => {
  it.each([
    ["/ppp/profile", "use-encryption", "require", "required"],
    ["/ppp/profile", "use-encryption", "required", "required"],
    ["/ppp/profile", "only-one", "yes", "yes"],
    ["/ppp/profile", "session-timeout", "01:30:00", "1h30m"],
    ["/ppp/profile", "session-timeout", "90", "1m30s"],
    ["/ppp/profile", "rate-limit", "5M/10M 8M/16M", "5M/10M 8M/16M"],
    ["/ppp/profile", "dns-server", "1.1.1.1,8.8.8.8", "1.1.1.1,8.8.8.8"],
    ["/ppp/secret", "disabled", "yes", "true"],
    ["/ppp/secret", "disabled", "false", "false"],
    ["/ppp/secret", "limit-bytes-in", "0100", "100"],
    ["/ppp/secret", "remote-address", "10.1.2.3", "10.1.2.3"],
    ["/ppp/secret", "caller-id", "aa:bb:cc:00:11:22", "aa:bb:cc:00:11:22"],
    ["/ppp/secret", "service", "pppo", "pppoe"],
  ])("%s %s=%s reads %s", async (path, field, written, read) => {
    const api = await client(await router());
    await api.call(`${path}/add`, "=name=row", `=${field}=${written}`);
    const [row] = await api.rows(`${path}/print`, "?name=row");
    expect(row?.[field]).toBe(read);
  });

  it("defaults are present, unset optional fields absent", async () => {
    const api = await client(await router());
    await api.call("/ppp/secret/add", "=name=a");
    const [row] = await api.rows("/ppp/secret/print");
    expect(row).toEqual({
      ".id": "*1",
      name: "a",
      service: "any",
      "caller-id": "",
      password: "",
      profile: "default",
      routes: "",
      "ipv6-routes": "",
      "limit-bytes-in": "0",
      "limit-bytes-out": "0",
      "last-logged-out": "1970-01-01 00:00:00",
      "last-caller-id": "",
      "last-disconnect-reason": "",
      disabled: "false",
    });
  });

  it("the built-in profiles have their ids on every router", async () => {
    const simulator = await router();
    const found = simulator.rows("/ppp/profile").map((row) => [row[".id"], row.name, row.default]);
    expect(found).toEqual([
      ["*0", "default", "true"],
      ["*FFFFFFFE", "default-encryption", "true"],
    ]);
  });

  it("bytes of any charset come back as they went in", async () => {
    const simulator = await router();
    const api = await client(simulator);
    const comment = Buffer.from([...Buffer.from("=comment="), 0xc0, 0xff, 0x80, 0x3d, 0x01]);
    await api.call("/ppp/secret/add", "=name=Wanjikũ", comment);
    const from = api.received.length;
    await api.call("/ppp/secret/print", "=.proplist=comment");
    expect(api.received.subarray(from).includes(comment)).toBe(true);
    expect(simulator.rows("/ppp/secret")[0]?.name).toBe("Wanjikũ");
  });

  it("routers show their version, fingerprint and local time in the style of the release", async () => {
    const hardware = await router({ version: "7.22", serial: "HCV123" });
    expect(hardware.rows("/system/resource")[0]?.version).toBe("7.22.1 (stable)");
    expect(hardware.rows("/system/routerboard")[0]?.["serial-number"]).toBe("HCV123");
    expect(hardware.rows("/system/clock")[0]?.date).toMatch(/^\d{4}-\d\d-\d\d$/);
    const virtual = await router({ chr: true, serial: "AbC" });
    expect(virtual.rows("/system/routerboard")[0]).toEqual({ routerboard: "false" });
    expect(virtual.rows("/system/license")[0]?.["system-id"]).toBe("AbC");
  });

  it("pools count their addresses on recent releases", async () => {
    const recent = await router({ version: "7.22" });
    recent.addRow("/ip/pool", { name: "p", ranges: "10.0.0.2-10.0.0.11" });
    recent.addRow("/ppp/profile", { name: "home", "remote-address": "p" });
    recent.addRow("/ppp/secret", { name: "a", password: "x", profile: "home" });
    recent.dial({ name: "a", password: "x" });
    expect(recent.rows("/ip/pool")[0]).toMatchObject({ total: "10", used: "1", available: "9" });
    const older = await router({ version: "7.16" });
    older.addRow("/ip/pool", { name: "p", ranges: "10.0.0.2-10.0.0.11" });
    expect(older.rows("/ip/pool")[0]).not.toHaveProperty("total");
  });
});

describe("references", () => {
  it("a rename of the referent shows at once", async () => {
    const simulator = await router();
    simulator.addRow("/ppp/profile", { name: "p5" });
    simulator.addRow("/ppp/secret", { name: "a", profile: "p5" });
    simulator.setRow("/ppp/profile", "p5", { name: "p6" });
    expect(simulator.rows("/ppp/secret")[0]?.profile).toBe("p6");
  });

  it("a removed referent leaves its id, and the same name again does not relink", async () => {
    const simulator = await router();
    const id = simulator.addRow("/ppp/profile", { name: "p5" });
    simulator.addRow("/ppp/secret", { name: "a", profile: "p5" });
    simulator.removeRow("/ppp/profile", "p5");
    simulator.addRow("/ppp/profile", { name: "p5" });
    expect(id).toMatch(/^\*[0-9A-F]+$/);
    expect(simulator.rows("/ppp/secret")[0]?.profile).toBe(id);
    simulator.setRow("/ppp/secret", "a", { profile: "p5" });
    expect(simulator.rows("/ppp/secret")[0]?.profile).toBe("p5");
  });

  it("a profile takes an address or a pool that exists", async () => {
    const simulator = await router();
    simulator.addRow("/ip/pool", { name: "pool", ranges: "10.0.0.2-10.0.0.9" });
    simulator.addRow("/ppp/profile", { name: "a", "remote-address": "pool" });
    expect(simulator.rows("/ppp/profile").at(-1)?.["remote-address"]).toBe("pool");
    const missing = () => simulator.addRow("/ppp/profile", { name: "b", "remote-address": "none" });
    expect(missing).toThrow("input does not match any value of remote-address");
  });
});

describe("permissions", () => {
  const users = [
    { name: "reader", password: "", policies: ["api", "read"] as const },
    { name: "writer", password: "", policies: ["api", "read", "write"] as const },
    { name: "blind", password: "", policies: ["api"] as const },
    { name: "full", password: "" },
  ];

  it("passwords are shown with the sensitive policy only, and cannot be searched without", async () => {
    const simulator = await router({ users });
    simulator.addRow("/ppp/secret", { name: "a", password: "hidden" });
    const words = ["/ppp/secret/print", "=.proplist=name,password"];
    const reader = await client(simulator, "reader");
    expect(await reader.rows(...words)).toEqual([{ name: "a" }]);
    expect(await reader.rows(...words, "?password=hidden")).toEqual([]);
    const full = await client(simulator, "full");
    expect(await full.rows(...words)).toEqual([{ name: "a", password: "hidden" }]);
  });

  it("show-sensitive=no hides passwords from 7.21 on and is unknown before", async () => {
    const words = ["/ppp/secret/print", "=.proplist=name,password", "=show-sensitive=no"];
    const recent = await router({ version: "7.22" });
    recent.addRow("/ppp/secret", { name: "a", password: "hidden" });
    expect(await (await client(recent)).rows(...words)).toEqual([{ name: "a" }]);
    const older = await client(await router({ version: "7.16" }));
    expect(await older.trap(...words)).toBe("unknown parameter show-sensitive");
  });

  it.each(["add", "set", "remove", "enable", "disable", "unset"])(
    "%s without write is refused without a category",
    async (verb) => {
      const simulator = await router({ users });
      simulator.addRow("/ppp/secret", { name: "a" });
      const reader = await client(simulator, "reader");
      const [refused] = await reader.call(`/ppp/secret/${verb}`, "=.id=*1", "=name=b");
      expect(refused?.words).toEqual(["=message=not enough permissions (9)"]);
      expect(simulator.rows("/ppp/secret").map(({ name }) => name)).toEqual(["a"]);
    },
  );

  it("printing needs read, rebooting needs reboot", async () => {
    const simulator = await router({ users });
    const blind = await client(simulator, "blind");
    expect(await blind.trap("/ppp/secret/print")).toBe("not enough permissions (9)");
    const writer = await client(simulator, "writer");
    expect(await writer.trap("/system/reboot")).toBe("not enough permissions (9)");
  });
});
