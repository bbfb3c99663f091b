import type { z } from "zod";
import { type Context, changed } from "./context";
import type { ReportPlan } from "./options";
import type { SmsMessage, SmsReport } from "./types";

const SAFARICOM_NETWORK = "63902";
const TIMEOUT_MS = 10_000;

/** Posts the delivery report of a message to the configured URL, if there is one; never retried. */
export async function sendReport(
  ctx: Context,
  message: SmsMessage,
  plan: z.output<typeof ReportPlan>,
): Promise<void> {
  const url = ctx.deliveryReportUrl;
  if (!url) return;
  await ctx.tasks.sleep(ctx.options.deliveryReportDelayMs);
  const form = new URLSearchParams({
    id: message.id,
    status: plan.status,
    phoneNumber: message.to,
    networkCode: SAFARICOM_NETWORK,
    ...(plan.failureReason && { failureReason: plan.failureReason }),
    retryCount: "0",
  }).toString();
  for (let copy = 0; copy < plan.copies; copy += 1)
    await post(ctx, url, form, message, plan.status);
}

async function post(
  ctx: Context,
  url: string,
  form: string,
  message: SmsMessage,
  status: string,
): Promise<void> {
  const { tasks } = ctx;
  tasks.check();
  const sentAt = ctx.now().toISOString();
  const report: SmsReport = {
    messageId: message.id,
    status,
    url,
    sentAt,
    httpStatus: null,
    error: null,
  };
  ctx.reports.push(report);
  const answer = await ctx.poster.post(url, form, {
    contentType: "application/x-www-form-urlencoded",
    timeoutMs: TIMEOUT_MS,
  });
  tasks.check();
  report.httpStatus = answer.status;
  report.error = answer.error;
  changed(ctx);
}
