import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { type ControlRoutes, serveRoutes } from "../http/control";
import { sendJson, urlOf } from "../http/server";
import { Fault } from "./fault-schemas";
import { OperationFault, OperationScript } from "./operations/schemas";
import { SimulatorRefusal } from "./refusal";
import { C2bUrls, DirectPayment, Forged, Script } from "./schemas";
import type { DarajaSimulator } from "./simulator-type";
import { DELIVERY_KINDS } from "./types";

export const CONTROL_PREFIX = "/_sim/";

const Mode = z.object({
  mode: z.enum(["manual", "auto"]),
  autoDelayMs: z.number().int().min(0).optional(),
});

const Release = z.object({ id: z.string().optional(), checkoutRequestId: z.string().optional() });

/** Answers one call of the control API: the handle's methods over HTTP. */
export function serveControl(
  simulator: DarajaSimulator,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = urlOf(request);
  if (url.pathname === "/_sim/statement.csv" && request.method === "GET")
    return sendCsv(simulator, url.searchParams, response);
  const routes = { ...readRoutes(simulator), ...writeRoutes(simulator) };
  const isRefusal = (error: unknown) => error instanceof SimulatorRefusal;
  return serveRoutes(routes, request, response, isRefusal);
}

const Within = z.object({
  from: z.coerce.date().optional(),
  to: z.coerce.date().optional(),
});

async function sendCsv(
  simulator: DarajaSimulator,
  query: URLSearchParams,
  response: ServerResponse,
): Promise<void> {
  const within = Within.safeParse(Object.fromEntries(query));
  if (!within.success)
    return sendJson(response, 400, { error: "from and to are ISO times, both optional" });
  const name = `attachment; filename="ORG_${simulator.shortcode}_statement.csv"`;
  response.writeHead(200, {
    "content-type": "text/csv; charset=utf-8",
    "content-disposition": name,
  });
  response.end(simulator.statementCsv(within.data));
}

function readRoutes(simulator: DarajaSimulator): ControlRoutes {
  return {
    "GET /_sim/prompts": ({ query }) => simulator.prompts(query.get("phone") ?? undefined),
    "GET /_sim/attempts": () => simulator.attempts(),
    "GET /_sim/statement": () => simulator.statement(),
    "GET /_sim/operations": () => simulator.operations(),
    "GET /_sim/c2b-urls": () => simulator.c2bUrls(),
    "GET /_sim/requests": () => simulator.requests(),
    "GET /_sim/deliveries": ({ query }) =>
      simulator.deliveries(z.enum(DELIVERY_KINDS).nullable().parse(query.get("kind")) ?? undefined),
  };
}

function writeRoutes(simulator: DarajaSimulator): ControlRoutes {
  return {
    "POST /_sim/script": ({ body }) => simulator.script(Script.parse(body)),
    "POST /_sim/faults": ({ body }) => simulator.setFaults(z.array(Fault).parse(body)),
    "POST /_sim/operations/script": ({ body }) =>
      simulator.scriptOperation(OperationScript.parse(body)),
    "POST /_sim/operations/faults": ({ body }) =>
      simulator.setOperationFaults(z.array(OperationFault).parse(body)),
    "POST /_sim/reverse": ({ body }) =>
      simulator.reversePayment(z.object({ receipt: z.string() }).parse(body).receipt),
    "POST /_sim/mode": ({ body }) => {
      const { mode, autoDelayMs } = Mode.parse(body);
      simulator.setMode(mode, autoDelayMs);
    },
    "POST /_sim/c2b": ({ body }) => simulator.payDirect(DirectPayment.parse(body)),
    "POST /_sim/c2b-urls": ({ body }) => simulator.registerC2b(C2bUrls.nullable().parse(body)),
    "POST /_sim/forged": ({ body }) => simulator.sendForged(Forged.parse(body)),
    "POST /_sim/release": ({ body }) => {
      const { id, checkoutRequestId } = Release.parse(body);
      return { released: simulator.release(id ?? checkoutRequestId) };
    },
    "POST /_sim/prompts/:id/pin": ({ id, body }) =>
      simulator.enterPin(id, z.object({ pin: z.string().default("1234") }).parse(body).pin),
    "POST /_sim/prompts/:id/cancel": ({ id }) => simulator.cancel(id),
    "POST /_sim/prompts/:id/timeout": ({ id }) => simulator.timeout(id),
    "POST /_sim/expire-tokens": () => simulator.expireTokens(),
    "POST /_sim/reset": () => simulator.reset(),
  };
}
