import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { type ControlRoutes, serveRoutes } from "../http/control";
import { SimulatorRefusal } from "./refusal";
import { C2bUrls, DirectPayment, Fault, Forged, Script } from "./schemas";
import type { DarajaSimulator } from "./types";

export const CONTROL_PREFIX = "/_sim/";

const DELIVERY_KINDS = ["stk", "c2b_confirmation", "c2b_validation", "forged"] as const;
const Mode = z.object({
  mode: z.enum(["manual", "auto"]),
  autoDelayMs: z.number().int().min(0).optional(),
});

/** Answers one call of the control API: the handle's methods over HTTP. */
export function serveControl(
  simulator: DarajaSimulator,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const routes = { ...readRoutes(simulator), ...writeRoutes(simulator) };
  const isRefusal = (error: unknown) => error instanceof SimulatorRefusal;
  return serveRoutes(routes, request, response, isRefusal);
}

function readRoutes(simulator: DarajaSimulator): ControlRoutes {
  return {
    "GET /_sim/prompts": ({ query }) => simulator.prompts(query.get("phone") ?? undefined),
    "GET /_sim/attempts": () => simulator.attempts(),
    "GET /_sim/statement": () => simulator.statement(),
    "GET /_sim/requests": () => simulator.requests(),
    "GET /_sim/deliveries": ({ query }) =>
      simulator.deliveries(z.enum(DELIVERY_KINDS).nullable().parse(query.get("kind")) ?? undefined),
  };
}

function writeRoutes(simulator: DarajaSimulator): ControlRoutes {
  return {
    "POST /_sim/script": ({ body }) => simulator.script(Script.parse(body)),
    "POST /_sim/faults": ({ body }) => simulator.setFaults(z.array(Fault).parse(body)),
    "POST /_sim/mode": ({ body }) => {
      const { mode, autoDelayMs } = Mode.parse(body);
      simulator.setMode(mode, autoDelayMs);
    },
    "POST /_sim/c2b": ({ body }) => simulator.payDirect(DirectPayment.parse(body)),
    "POST /_sim/c2b-urls": ({ body }) => simulator.registerC2b(C2bUrls.nullable().parse(body)),
    "POST /_sim/forged": ({ body }) => simulator.sendForged(Forged.parse(body)),
    "POST /_sim/release": ({ body }) => ({
      released: simulator.release(
        z.object({ checkoutRequestId: z.string().optional() }).parse(body).checkoutRequestId,
      ),
    }),
    "POST /_sim/prompts/:id/pin": ({ id, body }) =>
      simulator.enterPin(id, z.object({ pin: z.string().default("1234") }).parse(body).pin),
    "POST /_sim/prompts/:id/cancel": ({ id }) => simulator.cancel(id),
    "POST /_sim/prompts/:id/timeout": ({ id }) => simulator.timeout(id),
    "POST /_sim/expire-tokens": () => simulator.expireTokens(),
    "POST /_sim/reset": () => simulator.reset(),
  };
}
