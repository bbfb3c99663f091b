import type { IncomingMessage, ServerResponse } from "node:http";
import { type RunningServer, startServer, urlOf } from "../http/server";
import { Tasks } from "../http/tasks";
import { type Context, changed, createContext } from "./context";
import { CONTROL_PREFIX, serveControl } from "./control";
import { takeMessages } from "./messaging";
import { ReportPlan, SmsFailure, SmsOptions } from "./options";
import type { SmsSimulator, SmsSimulatorOptions } from "./types";

/** Starts an SMS gateway simulator on loopback. Throws a ZodError for bad options, EADDRINUSE for a taken port. */
export async function startSmsSimulator(options: SmsSimulatorOptions = {}): Promise<SmsSimulator> {
  const { now = () => new Date(), ...rest } = options;
  const ctx = createContext(SmsOptions.parse(rest), now);
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

async function serveWire(
  ctx: Context,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname } = urlOf(request);
  if (request.method === "POST" && pathname === "/version1/messaging") {
    return takeMessages(ctx, request, response);
  }
  response.writeHead(404, { "content-type": "text/plain" });
  response.end("The requested resource could not be found.");
}

function createHandle(ctx: Context, server: RunningServer): SmsSimulator {
  const messages = (to?: string) => {
    const phone = to && `+${to.replace(/^\+/, "")}`;
    return ctx.messages.filter((one) => phone === undefined || one.to === phone);
  };
  return {
    url: server.url,
    port: server.port,
    username: ctx.options.username,
    apiKey: ctx.options.apiKey,
    messages,
    waitForMessage: (to, predicate = () => true, waiting) =>
      ctx.changes.waitFor(
        () => messages(to).find(predicate),
        `an SMS to ${to}`,
        waiting?.timeoutMs,
      ),
    failNext(input) {
      const failure = SmsFailure.parse(input);
      for (let n = 0; n < failure.times; n += 1) ctx.failures.push(failure);
    },
    reportNext: (plan) => void ctx.plans.push(ReportPlan.parse(plan)),
    setDeliveryReportUrl(url) {
      ctx.deliveryReportUrl = url;
    },
    reports: () => ctx.reports.map((one) => ({ ...one })),
    waitForReport: (messageId, waiting) =>
      ctx.changes.waitFor(
        () => ctx.reports.find((one) => one.messageId === messageId && isDone(one)),
        `the report of ${messageId}`,
        waiting?.timeoutMs,
      ),
    subscribe: (listener) => ctx.changes.subscribe(listener),
    reset: () => reset(ctx),
    async close() {
      ctx.tasks.stop();
      ctx.poster.close();
      await server.close();
    },
  };
}

function isDone(report: { httpStatus: number | null; error: string | null }): boolean {
  return report.httpStatus !== null || report.error !== null;
}

function reset(ctx: Context): void {
  ctx.tasks.stop();
  ctx.tasks = new Tasks(() => ctx.changes.emit());
  ctx.messages = [];
  ctx.reports = [];
  ctx.failures = [];
  ctx.plans = [];
  changed(ctx);
}
