import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { readBody, sendJson } from "../http/server";
import { type Context, changed, type Failure } from "./context";
import { sendReport } from "./reports";
import { measure } from "./segments";
import type { SmsMessage } from "./types";

const Form = z.object({
  username: z.string().min(1),
  to: z.string().min(1),
  message: z.string().min(1),
  from: z.string().max(11).optional(),
});
type Form = z.output<typeof Form>;

export interface Recipient {
  statusCode: number;
  number: string;
  status: string;
  cost: string;
  messageId: string;
}

const PRICE_PER_SEGMENT = 0.8;

const STATUS_TEXTS: Record<number, string> = {
  101: "Success",
  401: "RiskHold",
  402: "InvalidSenderId",
  403: "InvalidPhoneNumber",
  404: "UnsupportedNumberType",
  405: "InsufficientBalance",
  406: "UserInBlacklist",
  407: "CouldNotRoute",
  500: "InternalServerError",
  501: "GatewayError",
  502: "RejectedByGateway",
};

/** POST /version1/messaging: bulk SMS as Africa's Talking takes it (201 even if recipients fail). */
export async function takeMessages(
  ctx: Context,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const text = await readBody(request).catch(() => "");
  const fields = new URLSearchParams(text);
  const form = Form.safeParse(Object.fromEntries(fields));
  const failure = ctx.failures.shift();
  if (failure && "wire" in failure && failure.wire !== "reply_lost") {
    if (failure.wire === "drop") response.destroy();
    return;
  }
  if (failure && "http" in failure) return refuse(response, failure.http, "Simulated failure");
  const { apiKey, username } = ctx.options;
  if (request.headers.apikey !== apiKey || fields.get("username") !== username) {
    return refuse(response, 401, "The supplied authentication is invalid");
  }
  if (!form.success) return refuse(response, 400, "Request is missing required form fields");
  const recipients = form.data.to.split(",").map((to) => accept(ctx, form.data, to, failure));
  changed(ctx);
  if (failure && "wire" in failure) response.destroy();
  else answer(request, response, recipients);
}

function accept(ctx: Context, form: Form, given: string, failure?: Failure): Recipient {
  const number = given.trim();
  if (failure && "statusCode" in failure) return rejected(number, failure.statusCode);
  if (!/^\+254[17]\d{8}$/.test(number)) return rejected(number, 403);
  const message: SmsMessage = {
    id: `ATXid_${randomBytes(16).toString("hex")}`,
    to: number,
    from: form.from ?? null,
    text: form.message,
    ...measure(form.message),
    at: ctx.now().toISOString(),
  };
  ctx.messages.push(message);
  const plan = ctx.plans.shift() ?? { status: "Success", copies: 1 };
  ctx.tasks.run(() => sendReport(ctx, message, plan));
  const cost = `KES ${(message.segments * PRICE_PER_SEGMENT).toFixed(4)}`;
  return { statusCode: 101, number, status: "Success", cost, messageId: message.id };
}

function rejected(number: string, statusCode: number): Recipient {
  const status = STATUS_TEXTS[statusCode] ?? "Unknown";
  return { statusCode, number, status, cost: "0", messageId: "None" };
}

// Their gateway speaks XML to whoever does not ask for JSON.
function answer(request: IncomingMessage, response: ServerResponse, recipients: Recipient[]): void {
  const accepted = recipients.filter((one) => one.statusCode === 101);
  const total = accepted.reduce((sum, one) => sum + Number(one.cost.slice(4)), 0);
  const summary = `Sent to ${accepted.length}/${recipients.length} Total Cost: KES ${total.toFixed(4)}`;
  if (request.headers.accept?.includes("application/json")) {
    const body = { SMSMessageData: { Message: summary, Recipients: recipients } };
    sendJson(response, 201, body);
    return;
  }
  const inner = `<SMSMessageData><Message>${summary}</Message></SMSMessageData>`;
  response.writeHead(201, { "content-type": "text/xml" });
  response.end(`<AfricasTalkingResponse>${inner}</AfricasTalkingResponse>`);
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain" });
  response.end(text);
}
