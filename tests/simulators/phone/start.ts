import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import type { DarajaSimulator } from "../daraja";
import { SimulatorRefusal } from "../daraja/refusal";
import { Msisdn, Shillings } from "../daraja/schemas";
import { type ControlRoutes, serveRoutes } from "../http/control";
import { type RunningServer, sendJson, startServer, urlOf } from "../http/server";
import type { SmsSimulator } from "../sms";
import { streamSnapshots } from "./events";
import { PhoneOptions } from "./options";
import { sendPage } from "./page";
import { type Sources, takeSnapshot } from "./snapshot";

export type PhonePageOptions = z.input<typeof PhoneOptions>;
export type PhonePage = RunningServer;

const PayBill = z.object({
  msisdn: Msisdn,
  paybill: z.string().trim(),
  account: z.string().trim().min(1, "Enter an account number").max(20),
  amount: Shillings,
});
const Pin = z.object({ pin: z.string() });

/** Serves the demo phone over running simulators. Throws ZodError for bad options. */
export async function startPhonePage(
  simulators: { daraja: DarajaSimulator; sms: SmsSimulator },
  options: PhonePageOptions = {},
): Promise<PhonePage> {
  const { host, port, contacts } = PhoneOptions.parse(options);
  const sources: Sources = { ...simulators, contacts };
  const routes = apiRoutes(sources);
  return startServer((request, response) => serve(sources, routes, request, response), {
    host,
    port,
  });
}

async function serve(
  sources: Sources,
  routes: ControlRoutes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = urlOf(request);
  if (url.pathname === "/" && request.method === "GET") return sendPage(response);
  if (url.pathname === "/api/events" && request.method === "GET") {
    const wanted = wantedPhone(url.searchParams);
    if (!wanted.success) return sendJson(response, 400, { error: "No such phone number" });
    return streamSnapshots(sources, wanted.data, request, response);
  }
  return serveRoutes(routes, request, response, (error) => error instanceof SimulatorRefusal);
}

function wantedPhone(query: URLSearchParams) {
  return Msisdn.nullable().safeParse(query.get("msisdn") || null);
}

function apiRoutes(sources: Sources): ControlRoutes {
  const { daraja } = sources;
  return {
    "GET /api/state": ({ query }) =>
      takeSnapshot(sources, Msisdn.nullable().parse(query.get("msisdn") || null)),
    "POST /api/prompts/:id/pin": ({ id, body }) => daraja.enterPin(id, Pin.parse(body).pin),
    "POST /api/prompts/:id/cancel": ({ id }) => daraja.cancel(id),
    "POST /api/paybill": ({ body }) => {
      const { msisdn, paybill, account, amount } = PayBill.parse(body);
      if (paybill !== daraja.shortcode) {
        throw new SimulatorRefusal(`There is no Paybill ${paybill} in this demo`);
      }
      return daraja.payDirect({ phone: msisdn, account, amount });
    },
  };
}
