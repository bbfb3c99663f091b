import { describe, expect, it } from "vitest";
import type { RouterOsSimulator, RouterOsSimulatorOptions } from "@/tests/simulators/routeros";
import { client, router } from "./harness";

const MAC = "02:00:00:00:00:0A";
const ADDRESS = "192.168.10.8";
const DEVICE = { mac: MAC, address: ADDRESS, user: "vera", password: "x" };

async function withVera(options: RouterOsSimulatorOptions = {}): Promise<RouterOsSimulator> {
  const simulator = await router(options);
  simulator.addRow("/ip/hotspot/user/profile", { name: "hour", "rate-limit": "2M/4M" });
  simulator.addRow("/ip/hotspot/user", { name: "vera", password: "x", profile: "hour" });
  return simulator;
}

const first = (simulator: RouterOsSimulator) => simulator.hotspotClients()[0];
const active = (simulator: RouterOsSimulator) =>
  simulator.rows("/ip/hotspot/active").map(({ user }) => user);
const cookies = (simulator: RouterOsSimulator) =>
  simulator.rows("/ip/hotspot/cookie").map((row) => row["mac-cookie"]);
const noCookies = (simulator: RouterOsSimulator) => {
  simulator.setRow("/ip/hotspot/user/profile", "hour", { "add-mac-cookie": "no" });
  simulator.setRow("/ip/hotspot/profile", "default", { "login-by": "http-chap" });
};

describe("signing in at a hotspot", () => {
  it("shows in active under the address in hex, in hosts, queues and cookies", async () => {
    const simulator = await withVera();
    simulator.connectHotspot({ ...DEVICE, uploadKbps: 8 });
    expect(simulator.rows("/ip/hotspot/active")).toMatchObject([
      {
        ".id": "*C0A80A08",
        user: "vera",
        server: "hotspot1",
        address: ADDRESS,
        "mac-address": MAC,
        "login-by": "http-chap",
        uptime: "0s",
      },
    ]);
    expect(simulator.rows("/ip/hotspot/host")).toMatchObject([
      { "mac-address": MAC, authorized: "true", bypassed: "false", blocked: "false" },
    ]);
    expect(simulator.rows("/queue/simple")).toMatchObject([
      {
        name: "<hotspot-vera>",
        target: "192.168.10.8/32",
        "max-limit": "2000000/4000000",
        dynamic: "true",
      },
    ]);
    expect(cookies(simulator)).toEqual(["false", "true"]);
    simulator.advance(10);
    expect(simulator.rows("/ip/hotspot/active")[0]).toMatchObject({
      uptime: "10s",
      "bytes-in": expect.stringMatching(/^10\d{3}$/),
    });
  });

  it.each([
    ["unknown user", (s: RouterOsSimulator) => s.removeRow("/ip/hotspot/user", "vera")],
    [
      "user is disabled",
      (s: RouterOsSimulator) => s.setRow("/ip/hotspot/user", "vera", { disabled: "yes" }),
    ],
    [
      "wrong password",
      (s: RouterOsSimulator) => s.setRow("/ip/hotspot/user", "vera", { password: "y" }),
    ],
    [
      "mac-address does not match",
      (s: RouterOsSimulator) =>
        s.setRow("/ip/hotspot/user", "vera", { "mac-address": "02:00:00:00:00:FF" }),
    ],
    [
      "address does not match",
      (s: RouterOsSimulator) => s.setRow("/ip/hotspot/user", "vera", { address: "10.9.9.9" }),
    ],
    [
      "no hotspot server",
      (s: RouterOsSimulator) => s.setRow("/ip/hotspot", "hotspot1", { disabled: "yes" }),
    ],
  ])("fails with: %s", async (reason, spoil) => {
    const simulator = await withVera();
    spoil(simulator);
    simulator.connectHotspot(DEVICE);
    expect(first(simulator)).toMatchObject({ state: "signed-out", lastFailure: reason });
    expect(active(simulator)).toEqual([]);
  });

  it("a user takes as many devices as the profile shares", async () => {
    const simulator = await withVera();
    simulator.connectHotspot(DEVICE);
    const second = { ...DEVICE, mac: "02:00:00:00:00:0B", address: "192.168.10.9" };
    simulator.connectHotspot(second);
    expect(simulator.hotspotClients()[1]?.lastFailure).toContain("no more sessions");
    simulator.setRow("/ip/hotspot/user/profile", "hour", { "shared-users": "2" });
    await expect.poll(() => active(simulator)).toEqual(["vera", "vera"]);
  });

  it("ends when the user's time is used up, and the time counts over sessions", async () => {
    const simulator = await withVera();
    simulator.setRow("/ip/hotspot/user", "vera", { "limit-uptime": "1h" });
    simulator.connectHotspot({ ...DEVICE, downloadKbps: 8 });
    // Real time passes too, a second at most here.
    expect(simulator.rows("/ip/hotspot/active")[0]?.["session-time-left"]).toMatch(/^(1h|59m59s)$/);
    simulator.advance(1000);
    simulator.disconnectHotspot(MAC);
    const user = () => simulator.rows("/ip/hotspot/user").at(-1);
    expect(user()).toMatchObject({
      uptime: expect.stringMatching(/^16m4[01]s$/),
      "bytes-out": expect.stringMatching(/^10/),
    });
    simulator.connectHotspot({ ...DEVICE, downloadKbps: 8 });
    simulator.advance(2700);
    expect(active(simulator)).toEqual([]);
    await expect.poll(() => first(simulator)?.lastFailure).toBe("uptime limit reached");
    const api = await client(simulator);
    await api.call("/ip/hotspot/user/reset-counters", `=.id=${user()?.[".id"]}`);
    await expect.poll(() => active(simulator)).toEqual(["vera"]);
  });

  it("ends when the user's traffic is used up", async () => {
    const simulator = await withVera();
    simulator.setRow("/ip/hotspot/user", "vera", { "limit-bytes-total": "1000000" });
    simulator.connectHotspot({ ...DEVICE, downloadKbps: 800 });
    simulator.advance(9);
    expect(active(simulator)).toEqual(["vera"]);
    simulator.advance(2);
    await expect.poll(() => first(simulator)?.lastFailure).toBe("traffic limit reached");
  });
});

describe("signing a device in from the router's side", () => {
  it("works for a host that waits at the portal, with the user's password", async () => {
    const simulator = await withVera();
    simulator.connectHotspot({ mac: MAC, address: ADDRESS });
    const api = await client(simulator);
    const login = (...words: string[]) => api.trap("/ip/hotspot/active/login", ...words);
    expect(await login("=user=vera", "=password=no", `=ip=${ADDRESS}`)).toBe(
      "failure: wrong password",
    );
    expect(await login("=user=vera", "=password=x", "=ip=10.9.9.9")).toBe(
      "failure: unknown host IP",
    );
    expect(await login("=password=x", `=ip=${ADDRESS}`)).toBe("missing =user=");
    expect(active(simulator)).toEqual([]);
    expect(await login("=user=vera", "=password=x", `=ip=${ADDRESS}`)).toBeUndefined();
    expect(active(simulator)).toEqual(["vera"]);
    expect(simulator.writes().map(({ path }) => path)).toContain("/ip/hotspot/active/login");
  });
});

describe("a running hotspot session", () => {
  it.each([
    [
      "disabling",
      (s: RouterOsSimulator) => s.setRow("/ip/hotspot/user", "vera", { disabled: "yes" }),
    ],
    ["removing", (s: RouterOsSimulator) => s.removeRow("/ip/hotspot/user", "vera")],
    [
      "a new password",
      (s: RouterOsSimulator) => s.setRow("/ip/hotspot/user", "vera", { password: "n" }),
    ],
    [
      "a new rate",
      (s: RouterOsSimulator) =>
        s.setRow("/ip/hotspot/user/profile", "hour", { "rate-limit": "1M/1M" }),
    ],
  ])("survives %s with its queue as it was", async (_, edit) => {
    const simulator = await withVera();
    simulator.connectHotspot(DEVICE);
    edit(simulator);
    expect(active(simulator)).toEqual(["vera"]);
    expect(simulator.rows("/queue/simple")[0]?.["max-limit"]).toBe("2000000/4000000");
  });

  it("removed from active it comes back by the browser's cookie; the MAC cookie is gone", async () => {
    const simulator = await withVera();
    simulator.connectHotspot(DEVICE);
    const api = await client(simulator);
    expect(await api.trap("/ip/hotspot/active/remove", "=.id=*C0A80A08")).toBeUndefined();
    expect(cookies(simulator)).toEqual(["false"]);
    expect(simulator.rows("/ip/hotspot/host")[0]?.authorized).toBe("false");
    expect(simulator.rows("/queue/simple")).toEqual([]);
    // The password was changed meanwhile: a cookie does not ask for it.
    simulator.setRow("/ip/hotspot/user", "vera", { password: "new" });
    await expect.poll(() => first(simulator)?.loginBy).toBe("cookie");
    expect(await api.trap("/ip/hotspot/active/remove", "=.id=*1")).toBe("no such item");
  });

  it("stays out when user, session and cookies go", async () => {
    const simulator = await withVera();
    simulator.connectHotspot(DEVICE);
    const api = await client(simulator);
    await api.call("/ip/hotspot/user/disable", "=.id=vera");
    await api.call("/ip/hotspot/active/remove", "=.id=*C0A80A08");
    for (const row of simulator.rows("/ip/hotspot/cookie")) {
      expect(await api.trap("/ip/hotspot/cookie/remove", `=.id=${row[".id"]}`)).toBeUndefined();
    }
    await expect.poll(() => first(simulator)?.lastFailure).toBe("user is disabled");
    expect(active(simulator)).toEqual([]);
  });

  it("a voucher that is used up does not bar the next one on the same device", async () => {
    const simulator = await withVera();
    simulator.setRow("/ip/hotspot/user", "vera", { "limit-uptime": "1h" });
    simulator.addRow("/ip/hotspot/user", { name: "next", password: "n" });
    simulator.connectHotspot(DEVICE);
    simulator.advance(3600);
    expect(cookies(simulator)).not.toEqual([]);
    simulator.connectHotspot({ ...DEVICE, user: "next", password: "n" });
    expect(active(simulator)).toEqual(["next"]);
  });

  it("cookies run out", async () => {
    const simulator = await withVera();
    simulator.connectHotspot(DEVICE);
    expect(simulator.rows("/ip/hotspot/cookie")[0]?.["expires-in"]).toMatch(/^(3d|2d23h59m59s)$/);
    simulator.advance(3 * 86_400);
    expect(cookies(simulator)).toEqual([]);
  });

  it("removing its host ends it, and the device is seen as a new one", async () => {
    const simulator = await withVera();
    noCookies(simulator);
    simulator.connectHotspot(DEVICE);
    const before = simulator.rows("/ip/hotspot/host")[0]?.[".id"];
    const api = await client(simulator);
    await api.call("/ip/hotspot/host/remove", `=.id=${before}`);
    expect(active(simulator)).toEqual([]);
    await expect.poll(() => active(simulator)).toEqual(["vera"]);
    expect(simulator.rows("/ip/hotspot/host")[0]?.[".id"]).not.toBe(before);
  });

  it("on routers that do so, removing one session of a shared user drops them all", async () => {
    const simulator = await withVera({ hotspotDropsSharedUsers: true, redialSeconds: 60 });
    simulator.setRow("/ip/hotspot/user/profile", "hour", { "shared-users": "unlimited" });
    simulator.connectHotspot(DEVICE);
    simulator.connectHotspot({ ...DEVICE, mac: "02:00:00:00:00:0B", address: "192.168.10.9" });
    simulator.removeRow("/ip/hotspot/active", "*C0A80A08");
    expect(active(simulator)).toEqual([]);
  });

  it("is lost in a reboot, and its device signs in again", async () => {
    const simulator = await withVera();
    simulator.connectHotspot(DEVICE);
    const host = simulator.rows("/ip/hotspot/host")[0]?.[".id"];
    await simulator.reboot();
    expect(first(simulator)).toMatchObject({ state: "online", attempts: 2 });
    expect(simulator.rows("/ip/hotspot/host")[0]?.[".id"]).not.toBe(host);
  });
});

describe("ip-bindings and hosts", () => {
  it.each(["bypassed", "blocked"] as const)("a %s device does not sign in", async (type) => {
    const simulator = await withVera();
    simulator.addRow("/ip/hotspot/ip-binding", { "mac-address": MAC, type });
    simulator.connectHotspot(DEVICE);
    expect(first(simulator)?.state).toBe(type);
    expect(simulator.rows("/ip/hotspot/host")[0]).toMatchObject({ [type]: "true" });
    expect(active(simulator)).toEqual([]);
  });

  it("a host keeps its old treatment until it is removed", async () => {
    const simulator = await withVera();
    const binding = simulator.addRow("/ip/hotspot/ip-binding", {
      address: "192.168.10.1-192.168.10.9",
      type: "bypassed",
    });
    simulator.connectHotspot(DEVICE);
    simulator.removeRow("/ip/hotspot/ip-binding", binding);
    const attempts = first(simulator)?.attempts ?? 0;
    await expect.poll(() => first(simulator)?.attempts).toBeGreaterThan(attempts + 1);
    expect(first(simulator)?.state).toBe("bypassed");
    const host = simulator.rows("/ip/hotspot/host")[0]?.[".id"] ?? "";
    simulator.removeRow("/ip/hotspot/host", host);
    await expect.poll(() => first(simulator)?.state).toBe("online");
  });

  it("the first binding that fits counts, and make-binding adds one", async () => {
    const simulator = await withVera();
    simulator.addRow("/ip/hotspot/ip-binding", {
      "mac-address": MAC,
      type: "blocked",
      disabled: "yes",
    });
    simulator.addRow("/ip/hotspot/ip-binding", { "mac-address": MAC, type: "bypassed" });
    simulator.addRow("/ip/hotspot/ip-binding", { "mac-address": MAC, type: "blocked" });
    simulator.connectHotspot({ mac: MAC, address: ADDRESS });
    expect(first(simulator)?.state).toBe("bypassed");
    const api = await client(simulator);
    const host = simulator.rows("/ip/hotspot/host")[0]?.[".id"];
    await api.call("/ip/hotspot/host/make-binding", `=.id=${host}`);
    expect(simulator.rows("/ip/hotspot/ip-binding").at(-1)).toMatchObject({
      "mac-address": MAC,
      address: ADDRESS,
    });
  });
});
