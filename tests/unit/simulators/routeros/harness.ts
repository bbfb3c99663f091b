import { afterEach } from "vitest";
import type {
  Fault,
  RouterOsSimulator,
  RouterOsSimulatorOptions,
} from "@/tests/simulators/routeros";
import { startRouterOsSimulator } from "@/tests/simulators/routeros";
import { RawClient } from "./raw-client";

const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Something to undo when the running test is over. */
export function afterThisTest(cleanup: () => Promise<void> | void): void {
  cleanups.push(cleanup);
}

/** A router that lives as long as the running test. */
export async function router(options: RouterOsSimulatorOptions = {}): Promise<RouterOsSimulator> {
  const simulator = await startRouterOsSimulator({ redialSeconds: 0.02, ...options });
  afterThisTest(() => simulator.close());
  return simulator;
}

/** A client that is not signed in. */
export async function visitor({ port }: { port: number }): Promise<RawClient> {
  const client = await RawClient.open(port);
  afterThisTest(() => client.close());
  return client;
}

/** A client that is signed in. */
export async function client(
  { port }: { port: number },
  name = "admin",
  password = "",
): Promise<RawClient> {
  const signedIn = await RawClient.signedIn(port, name, password);
  afterThisTest(() => signedIn.close());
  return signedIn;
}

/** The write that faults meet. */
export const ADD = ["/ppp/secret/add", "=name=alice"] as const;

/** What a simple queue needs. */
export const QUEUE = { name: "q", target: "10.0.0.5" };

/** A router under this fault, and a client that had signed in before. */
export async function withFault(fault: Fault) {
  const simulator = await router();
  const api = await client(simulator);
  simulator.faults.add(fault);
  return { simulator, api, names: () => simulator.rows("/ppp/secret").map(({ name }) => name) };
}
