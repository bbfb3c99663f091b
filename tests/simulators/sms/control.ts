import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { serveRoutes } from "../http/control";
import { ReportPlan, SmsFailure } from "./options";
import type { SmsSimulator } from "./types";

export const CONTROL_PREFIX = "/_sim/";

/** Answers one call of the control API: the handle's methods over HTTP. */
export function serveControl(
  simulator: SmsSimulator,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const routes = {
    "GET /_sim/messages": ({ query }: { query: URLSearchParams }) =>
      simulator.messages(query.get("to")?.trim() || undefined),
    "GET /_sim/reports": () => simulator.reports(),
    "POST /_sim/fail": ({ body }: { body: unknown }) => simulator.failNext(SmsFailure.parse(body)),
    "POST /_sim/report": ({ body }: { body: unknown }) =>
      simulator.reportNext(ReportPlan.parse(body)),
    "POST /_sim/report-url": ({ body }: { body: unknown }) =>
      simulator.setDeliveryReportUrl(z.object({ url: z.url().nullable() }).parse(body).url),
    "POST /_sim/reset": () => simulator.reset(),
  };
  return serveRoutes(routes, request, response, () => false);
}
