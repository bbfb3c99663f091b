import { startServer } from "../http/server";
import { createContext } from "./context";
import { CONTROL_PREFIX, serveControl } from "./control";
import { createHandle } from "./handle";
import { DarajaOptions } from "./options";
import type { DarajaSimulator } from "./simulator-type";
import type { DarajaSimulatorOptions } from "./types";
import { serveWire } from "./wire/router";

/** Starts a Daraja simulator on loopback. Throws a ZodError for bad options, EADDRINUSE for a taken port. */
export async function startDarajaSimulator(
  options: DarajaSimulatorOptions = {},
): Promise<DarajaSimulator> {
  const { now = () => new Date(), ...rest } = options;
  const ctx = createContext(DarajaOptions.parse(rest), now);
  const server = await startServer(
    (request, response) =>
      request.url?.startsWith(CONTROL_PREFIX)
        ? serveControl(simulator, request, response)
        : serveWire(ctx, request, response),
    ctx.options,
  );
  const simulator = createHandle(ctx, server);
  return simulator;
}
