import { describe, expect, it } from "vitest";
import type { RouterOsSimulator } from "@/tests/simulators/routeros";
import { client, router } from "./harness";

async function withAlice(): Promise<RouterOsSimulator> {
  const simulator = await router();
  simulator.addRow("/ip/pool", { name: "pool", ranges: "100.64.0.2-100.64.0.3" });
  simulator.addRow("/ppp/profile", { name: "p5", "rate-limit": "5M/5M", "remote-address": "pool" });
  simulator.addRow("/ppp/secret", { name: "alice", password: "x", profile: "p5" });
  return simulator;
}

const online = (simulator: RouterOsSimulator) => simulator.sessions().map(({ name }) => name);
const why = (simulator: RouterOsSimulator) => simulator.cpes()[0]?.lastFailure;

describe("dialling in", () => {
  it("a session shows in active, with address, caller id and its own interface", async () => {
    const simulator = await withAlice();
    simulator.dial({ name: "alice", password: "x", callerId: "AA:00:00:00:00:01" });
    expect(simulator.rows("/ppp/active")).toMatchObject([
      { name: "alice", service: "pppoe", "caller-id": "AA:00:00:00:00:01", address: "100.64.0.2" },
    ]);
    expect(simulator.rows("/interface").at(-1)).toMatchObject({
      name: "<pppoe-alice>",
      type: "pppoe-in",
      dynamic: "true",
    });
    expect(simulator.sessions()[0]).toMatchObject({ profile: "p5", rateLimit: "5M/5M" });
  });

  it.each([
    ["unknown user", (s: RouterOsSimulator) => s.removeRow("/ppp/secret", "alice")],
    [
      "secret is disabled",
      (s: RouterOsSimulator) => s.setRow("/ppp/secret", "alice", { disabled: "yes" }),
    ],
    [
      "wrong password",
      (s: RouterOsSimulator) => s.setRow("/ppp/secret", "alice", { password: "y" }),
    ],
    [
      "secret is for another service",
      (s: RouterOsSimulator) => s.setRow("/ppp/secret", "alice", { service: "l2tp" }),
    ],
    [
      "caller-id does not match",
      (s: RouterOsSimulator) => s.setRow("/ppp/secret", "alice", { "caller-id": "FF" }),
    ],
  ])("fails with: %s", async (reason, spoil) => {
    const simulator = await withAlice();
    spoil(simulator);
    simulator.dial({ name: "alice", password: "x" });
    expect(why(simulator)).toBe(reason);
    expect(online(simulator)).toEqual([]);
  });

  it("a failing CPE tries again until the secret lets it in", async () => {
    const simulator = await withAlice();
    simulator.setRow("/ppp/secret", "alice", { disabled: "yes" });
    simulator.dial({ name: "alice", password: "x" });
    await expect.poll(() => simulator.cpes()[0]?.attempts).toBeGreaterThan(2);
    expect(online(simulator)).toEqual([]);
    simulator.setRow("/ppp/secret", "alice", { disabled: "no" });
    await expect.poll(() => online(simulator)).toEqual(["alice"]);
  });

  it("a fixed address beats the pool, a full pool turns people away", async () => {
    const simulator = await withAlice();
    for (const name of ["b", "c", "d"]) {
      simulator.addRow("/ppp/secret", { name, password: "x", profile: "p5" });
      simulator.dial({ name, password: "x" });
    }
    expect(online(simulator)).toEqual(["b", "c"]);
    expect(simulator.cpes()[2]?.lastFailure).toBe("no address left in the pool");
    simulator.setRow("/ppp/secret", "alice", { "remote-address": "10.9.9.9" });
    simulator.dial({ name: "alice", password: "x" });
    expect(simulator.sessions().at(-1)?.address).toBe("10.9.9.9");
  });

  it("an address that a session gave back is the next one given out", async () => {
    const simulator = await withAlice();
    for (const name of ["b", "c", "d"]) {
      simulator.addRow("/ppp/secret", { name, password: "x", profile: "p5" });
    }
    simulator.dial({ name: "b", password: "x" });
    simulator.dial({ name: "c", password: "x" });
    simulator.unplug("b");
    simulator.dial({ name: "d", password: "x" });
    expect(simulator.sessions().map(({ name, address }) => [name, address])).toEqual([
      ["c", "100.64.0.3"],
      ["d", "100.64.0.2"],
    ]);
  });

  it("one name may hold several sessions unless the profile says only-one", async () => {
    const simulator = await withAlice();
    simulator.dial({ name: "alice", password: "x", callerId: "A" });
    simulator.dial({ name: "alice", password: "x", callerId: "B" });
    expect(simulator.sessions().map((session) => session.interface)).toEqual([
      "<pppoe-alice>",
      "<pppoe-alice-1>",
    ]);
    expect(simulator.kick("alice")).toBe(2);
    simulator.setRow("/ppp/profile", "p5", { "only-one": "yes" });
    await expect
      .poll(() => simulator.cpes().map((cpe) => cpe.lastFailure))
      .toContain("already connected");
    expect(online(simulator)).toEqual(["alice"]);
  });
});

describe("a running session", () => {
  it.each([
    ["disabling", (s: RouterOsSimulator) => s.setRow("/ppp/secret", "alice", { disabled: "yes" })],
    ["removing", (s: RouterOsSimulator) => s.removeRow("/ppp/secret", "alice")],
    [
      "a new password",
      (s: RouterOsSimulator) => s.setRow("/ppp/secret", "alice", { password: "n" }),
    ],
    [
      "a new rate",
      (s: RouterOsSimulator) => s.setRow("/ppp/profile", "p5", { "rate-limit": "1M/1M" }),
    ],
    ["removing the profile", (s: RouterOsSimulator) => s.removeRow("/ppp/profile", "p5")],
  ])("survives %s unchanged", async (_, edit) => {
    const simulator = await withAlice();
    simulator.dial({ name: "alice", password: "x" });
    const [before] = simulator.sessions();
    edit(simulator);
    const [after] = simulator.sessions();
    expect(after).toEqual({ ...before, uptimeSeconds: after?.uptimeSeconds });
  });

  it("dies when removed from active and redials with the secret as it then is", async () => {
    const simulator = await withAlice();
    simulator.dial({ name: "alice", password: "x" });
    const [before] = simulator.sessions();
    simulator.setRow("/ppp/profile", "p5", { "rate-limit": "9M/9M" });
    const api = await client(simulator);
    const [row] = await api.rows("/ppp/active/print", "?name=alice", "=.proplist=.id");
    expect(row).toEqual({ ".id": before?.id });
    expect(await api.trap("/ppp/active/remove", `=.id=${before?.id}`)).toBeUndefined();
    await expect.poll(() => simulator.sessions()[0]?.rateLimit).toBe("9M/9M");
    expect(simulator.sessions()[0]?.id).not.toBe(before?.id);
    expect(await api.trap("/ppp/active/remove", `=.id=${before?.id}`)).toBe("no such item");
  });

  it("kicked while its secret is disabled, it stays off, and the secret notes the logout", async () => {
    const simulator = await withAlice();
    simulator.dial({ name: "alice", password: "x", callerId: "AA" });
    simulator.setRow("/ppp/secret", "alice", { disabled: "yes" });
    simulator.kick("alice");
    await expect.poll(() => why(simulator)).toBe("secret is disabled");
    expect(simulator.rows("/interface").map(({ name }) => name)).not.toContain("<pppoe-alice>");
    const [secret] = simulator.rows("/ppp/secret");
    expect(secret).toMatchObject({
      "last-caller-id": "AA",
      "last-disconnect-reason": "nas-request",
    });
    expect(secret?.["last-logged-out"]).not.toMatch(/^1970/);
  });

  it("ends when the CPE is unplugged, and nobody redials", async () => {
    const simulator = await withAlice();
    simulator.dial({ name: "alice", password: "x" });
    simulator.unplug("alice");
    expect([online(simulator), simulator.cpes()]).toEqual([[], []]);
    // Time enough for a redial: somebody else has tried several times.
    simulator.dial({ name: "nobody", password: "" });
    await expect.poll(() => simulator.cpes()[0]?.attempts).toBeGreaterThan(4);
    expect(online(simulator)).toEqual([]);
  });

  it("its interface counts the customer's upload as rx and cannot be changed", async () => {
    const simulator = await withAlice();
    simulator.dial({ name: "alice", password: "x", uploadKbps: 80, downloadKbps: 800 });
    const bytes = () => simulator.rows("/interface").at(-1);
    await expect.poll(() => Number(bytes()?.["rx-byte"]), { timeout: 3000 }).toBeGreaterThan(0);
    expect(Number(bytes()?.["tx-byte"])).toBe(Number(bytes()?.["rx-byte"]) * 10);
    expect(() => simulator.setRow("/interface", "<pppoe-alice>", { disabled: "yes" })).toThrow(
      "failure: can not change dynamic item",
    );
  });
});

describe("reboot and loss of reach", () => {
  it("a reboot drops connections, sessions and uptime; CPEs come back with new ids", async () => {
    const simulator = await withAlice();
    simulator.dial({ name: "alice", password: "x" });
    const [before] = simulator.sessions();
    const api = await client(simulator);
    await simulator.reboot();
    await api.untilClosed();
    const [after] = simulator.sessions();
    expect(after?.name).toBe("alice");
    expect(after?.id).not.toBe(before?.id);
    expect(simulator.rows("/system/resource")[0]?.uptime).toBe("0s");
    await client(simulator);
  });

  it("/system/reboot reboots", async () => {
    const simulator = await withAlice();
    const api = await client(simulator);
    api.send("/system/reboot");
    await api.untilClosed();
    await expect
      .poll(() =>
        client(simulator).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
  });

  it("while it boots nobody gets in, neither clients nor CPEs", async () => {
    const simulator = await withAlice();
    simulator.dial({ name: "alice", password: "x" });
    const booted = simulator.reboot(0.1);
    await expect.poll(() => simulator.sessions()).toEqual([]);
    await expect(client(simulator)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await booted;
    expect(online(simulator)).toEqual(["alice"]);
  });

  it("a router that is down refuses connections, keeps sessions, and returns on its port", async () => {
    const simulator = await withAlice();
    simulator.dial({ name: "alice", password: "x" });
    const api = await client(simulator);
    const { port } = simulator;
    await simulator.setDown(true);
    await api.untilClosed();
    await expect(client(simulator)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    expect(online(simulator)).toEqual(["alice"]);
    await simulator.setDown(false);
    expect(simulator.port).toBe(port);
    await client(simulator);
  });
});

describe("automatic CPEs", () => {
  it("a secret that is added brings its CPE, also over the wire", async () => {
    const simulator = await router({ autoCpe: true });
    const api = await client(simulator);
    await api.call("/ppp/secret/add", "=name=bob", "=password=p");
    expect(online(simulator)).toEqual(["bob"]);
  });

  it("a secret that is deleted and added anew with another password reaches its CPE", async () => {
    const simulator = await router({ autoCpe: true });
    simulator.addRow("/ppp/secret", { name: "bob", password: "old" });
    simulator.removeRow("/ppp/secret", "bob");
    simulator.kick("bob");
    await expect.poll(() => why(simulator)).toBe("unknown user");
    simulator.addRow("/ppp/secret", { name: "bob", password: "new" });
    expect(online(simulator)).toEqual(["bob"]);
    expect(simulator.cpes()).toHaveLength(1);
  });
});
