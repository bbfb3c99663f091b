import { describe, expect, it } from "vitest";
import { probeRouter, readVitals } from "@/lib/routeros";
import { simulatedRouter } from "./simulated-router";

describe("testing a connection", () => {
  it("tells what the router is, and changes nothing", async () => {
    const { sim, address } = await simulatedRouter({ identity: "Nairobi core", serial: "HCV1" });
    sim.addRow("/ppp/secret", { name: "alice", password: "wifi" });
    sim.dial({ name: "alice", password: "wifi" });
    const report = await probeRouter(address);
    expect(report).toMatchObject({
      identity: "Nairobi core",
      version: "7.16.2",
      hardwareId: "HCV1",
      pppAvailable: true,
      secretCount: 1,
      sessionCount: 1,
      connection: { port: sim.port, transport: "plain", tlsAnonymous: false },
    });
    expect(report.totalMemoryBytes).toBeGreaterThan(0);
    expect(report.warnings.join(" ")).toContain("not encrypted");
    expect(sim.writes()).toEqual([]);
  });

  it("knows a virtual router by its licence", async () => {
    const { address, router } = await simulatedRouter({ chr: true });
    expect((await probeRouter(address)).hardwareId).toMatch(/.+/);
    expect((await readVitals(router)).hardwareId).toBe((await probeRouter(address)).hardwareId);
  });

  it("closes its connection, also when the router fails half-way", async () => {
    const { sim, address } = await simulatedRouter();
    const before = sim.openConnections();
    sim.faults.add({ kind: "drop", afterBytes: 2, path: "/system/resource/print", nth: 1 });
    await expect(probeRouter(address)).rejects.toMatchObject({ code: "closed", ambiguous: false });
    await probeRouter(address);
    expect(sim.openConnections()).toBe(before);
  });

  it("says that the API user's rights do not let it read", async () => {
    const users = [
      { name: "isp", password: "s3cret-pass" },
      { name: "none", password: "x", policies: ["api"] as const },
      { name: "noapi", password: "x", policies: ["read"] as const },
    ];
    const { address } = await simulatedRouter({ users });
    const as = (username: string) => probeRouter({ ...address, username, password: "x" });
    await expect(as("none")).rejects.toMatchObject({ code: "not_enough_permissions" });
    await expect(as("noapi")).rejects.toMatchObject({ code: "no_api_policy" });
    await expect(as("isp")).rejects.toMatchObject({ code: "login_failed" });
  });

  it("turns away politely at max-sessions", async () => {
    const { address } = await simulatedRouter({ maxSessions: 1 });
    await expect(probeRouter(address)).rejects.toMatchObject({
      code: "turned_away",
      retryable: true,
    });
  });
});

describe("reading vitals", () => {
  it.each([{ kind: "hang" }, { kind: "garbage", seed: 3 }, { kind: "reboot" }] as const)(
    "ends with a clear error at %o",
    async (fault) => {
      const { sim, router } = await simulatedRouter({}, { cancelGraceMs: 50 });
      sim.faults.add({ ...fault, path: "/system/identity/print" });
      const abort = AbortSignal.timeout(300);
      const error = await readVitals(router.view("bulk", abort)).catch((e) => e);
      expect(error).toMatchObject({ name: "RouterError", ambiguous: false, retryable: true });
    },
  );
});
