import type { RouterOsSimulator, RouterOsSimulatorOptions } from "./types";

export type * from "./types";

/** Starts one simulated RouterOS router. Throws if a port is taken. */
export async function startRouterOsSimulator(
  options: RouterOsSimulatorOptions = {},
): Promise<RouterOsSimulator> {
  throw new Error(`The simulator ${options.id ?? "router"} is being built`);
}
