import { afterEach, describe, expect, it } from "vitest";
import { closeAllRouters, dropRouter, type RouterPort, withRouter } from "@/lib/routeros";
import { ConnectionRegistry } from "@/lib/routeros/connection/registry";
import { waitFor } from "@/tests/support";
import { simulatedRouter } from "./simulated-router";

afterEach(() => closeAllRouters());

const lane = { lane: "interactive" } as const;
const identity = (router: RouterPort) => router.print("/system/identity", { proplist: ["name"] });

async function router() {
  const setUp = await simulatedRouter();
  await setUp.router.close();
  await waitFor("the set-up's connection to go", () => setUp.sim.openConnections() === 0);
  setUp.sim.resetLog();
  return setUp;
}

describe("withRouter", () => {
  it("shares one connection among all who come at the same time and after", async () => {
    const { sim, address } = await router();
    await Promise.all(Array.from({ length: 20 }, () => withRouter(address, lane, identity)));
    await withRouter(address, { lane: "bulk" }, identity);
    expect(sim.connectionCount()).toBe(1);
  });

  it("opens a new connection when the old one broke", async () => {
    const { sim, address } = await router();
    await withRouter(address, lane, identity);
    await sim.setDown(true);
    await waitFor(
      "the breakage to be noticed",
      () => withRouter(address, lane, identity).catch((error) => error.code),
      (code) => code === "refused",
    );
    await sim.setDown(false);
    expect(await withRouter(address, lane, identity)).toHaveLength(1);
  });

  it("signs in anew when the password changed, and lets running work finish on the old one", async () => {
    const { sim, address } = await router();
    let finish: () => void = () => undefined;
    const until = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const running = withRouter(address, lane, async (old) => {
      await until;
      return identity(old);
    });
    await waitFor("the first sign-in", () => sim.openConnections() === 1);
    const wrong = { ...address, password: "wrong" };
    await expect(withRouter(wrong, lane, identity)).rejects.toMatchObject({ code: "login_failed" });
    finish();
    expect(await running).toHaveLength(1);
    await waitFor("the old connection to be closed", () => sim.openConnections() === 0);
    expect(await withRouter(address, lane, identity)).toHaveLength(1);
  });

  it("tries again after a failed opening", async () => {
    const { sim, address } = await router();
    sim.faults.add({ kind: "refuse" });
    await expect(withRouter(address, lane, identity)).rejects.toMatchObject({
      code: "turned_away",
    });
    sim.faults.clear();
    expect(await withRouter(address, lane, identity)).toHaveLength(1);
  });

  it("hands on what the work throws, and lends the connection again", async () => {
    const { sim, address } = await router();
    const failing = withRouter(address, lane, async () => {
      throw new Error("from the work");
    });
    await expect(failing).rejects.toThrow("from the work");
    expect(await withRouter(address, lane, identity)).toHaveLength(1);
    expect(sim.connectionCount()).toBe(1);
  });

  it("stops waiting for a slow sign-in when the signal says so", async () => {
    const { sim, address } = await router();
    sim.faults.add({ kind: "hang", path: "/login" });
    const signal = AbortSignal.timeout(50);
    await expect(withRouter(address, { ...lane, signal }, identity)).rejects.toMatchObject({
      code: "aborted",
      ambiguous: false,
    });
  });

  it("fails the commands under way when the router is dropped", async () => {
    const { sim, address } = await router();
    sim.faults.add({ kind: "hang", path: "/system/identity" });
    const running = withRouter(address, lane, identity).catch((error) => error);
    await waitFor("the command", () => sim.commands().some((c) => c.path.includes("identity")));
    await dropRouter(address.routerId);
    expect(await running).toMatchObject({ code: "closed" });
  });
});

describe("the registry", () => {
  it("closes a connection that nobody used for a while, and not before", async () => {
    const { sim, address } = await router();
    const registry = new ConnectionRegistry({ idleMs: 100 });
    await registry.use(address, lane, identity);
    await registry.use(address, lane, async (one) => {
      const since = performance.now();
      await waitFor("more than the idle time", () => performance.now() - since > 150);
      return identity(one);
    });
    expect(sim.connectionCount()).toBe(1);
    await waitFor("the idle connection to be closed", () => sim.openConnections() === 0);
  });
});
