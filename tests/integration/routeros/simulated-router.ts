import { afterEach } from "vitest";
import {
  type OpenOptions,
  openRouter,
  type RouterAddress,
  type RouterConnection,
} from "@/lib/routeros";
import type { Change } from "@/lib/sync/plan";
import {
  type RouterOsSimulator,
  type RouterOsSimulatorOptions,
  startRouterOsSimulator,
} from "@/tests/simulators/routeros";

export const installation = "isp:0190a000-0000-7000-8000-000000000001";
export const aliceTag = `${installation}:0190a000-0000-7000-8000-00000000000a`;
export const bobTag = `${installation}:0190a000-0000-7000-8000-00000000000b`;

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

/** A simulated router and a signed-in connection to it; both end with the test. */
export async function simulatedRouter(
  options: RouterOsSimulatorOptions = {},
  openOptions: OpenOptions = {},
): Promise<{ sim: RouterOsSimulator; router: RouterConnection; address: RouterAddress }> {
  const users = [{ name: "isp", password: "s3cret-pass" }];
  const sim = await startRouterOsSimulator({ users, ...options });
  open.push(sim);
  const address: RouterAddress = {
    routerId: `sim-${sim.port}`,
    host: sim.host,
    port: sim.port,
    transport: "plain",
    username: "isp",
    password: "s3cret-pass",
    fallbackEncoding: "windows-1252",
  };
  const router = await openRouter(address, openOptions);
  open.push(router);
  return { sim, router, address };
}

export const change = (over: Partial<Change> & Pick<Change, "verb" | "kind">): Change => ({
  name: "alice",
  before: {},
  after: {},
  why: "test",
  ...over,
});
