import { test as base } from "@playwright/test";
import { type RouterOsSimulator, startRouterOsSimulator } from "../../simulators/routeros";

export const ROUTER_LOGIN = { username: "isp-api", password: "tower-2026" };

/** A router fresh from the box, on its wire, which customers' devices dial into by themselves. */
export async function startNewRouter(): Promise<RouterOsSimulator> {
  const id = `new-${Date.now().toString(36)}`;
  return startRouterOsSimulator({
    id,
    identity: id,
    serial: id.toUpperCase(),
    users: [{ name: ROUTER_LOGIN.username, password: ROUTER_LOGIN.password }],
    autoCpe: true,
    redialSeconds: 0.5,
  });
}

/** Tests of one file share one new router. */
export const test = base.extend<object, { newRouter: RouterOsSimulator }>({
  newRouter: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern
    async ({}, use) => {
      const simulator = await startNewRouter();
      await use(simulator);
      await simulator.close();
    },
    { scope: "worker" },
  ],
});
