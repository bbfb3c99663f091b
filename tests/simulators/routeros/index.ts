import { startControlServer } from "./control/server";
import { routerOptionsSchema } from "./options";
import { Router } from "./router";
import { Simulator } from "./simulator";
import { StateFile } from "./state-file";
import type { RouterOsSimulator, RouterOsSimulatorOptions } from "./types";

export type * from "./types";

/** Starts one simulated RouterOS router. Throws if a port is taken or an option is wrong. */
export async function startRouterOsSimulator(
  options: RouterOsSimulatorOptions = {},
): Promise<RouterOsSimulator> {
  const simulator = await startSimulator(options);
  if (options.controlPort !== undefined) {
    try {
      const control = await startControlServer(options.controlPort, [simulator]);
      simulator.controlUrl = control.url;
      simulator.onClose(control.close);
    } catch (error) {
      await simulator.close();
      throw error;
    }
  }
  return simulator;
}

/** The same without a control port, for the control server of this folder. */
export async function startSimulator(options: RouterOsSimulatorOptions): Promise<Simulator> {
  const router = new Router(routerOptionsSchema.parse(options));
  const stateFile = options.stateFile ? new StateFile(options.stateFile, router) : undefined;
  const simulator = new Simulator(router);
  await simulator.start(stateFile);
  return simulator;
}
