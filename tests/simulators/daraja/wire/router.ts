import type { IncomingMessage, ServerResponse } from "node:http";
import { parseJson, readBody, urlOf } from "../../http/server";
import { type Context, changed } from "../context";
import type { LoggedRequest } from "../types";
import { payCustomer } from "./b2c";
import { registerUrls, simulateC2b } from "./c2b";
import type { Call } from "./call";
import { issueToken, refuseBadToken } from "./oauth";
import { queryPull, registerPull } from "./pull";
import { failure, invalid, type Reply, sendReply } from "./reply";
import { requestReversal } from "./reversal";
import { stkPush } from "./stk-push";
import { stkQuery } from "./stk-query";
import { transactionStatus } from "./transaction-status";

interface Endpoint {
  kind: LoggedRequest["kind"];
  methods: string[];
  handle: (call: Call) => Promise<Reply>;
}

const post = (kind: Endpoint["kind"], handle: Endpoint["handle"]): Endpoint => ({
  kind,
  methods: ["POST"],
  handle,
});

const OAUTH_PATH = "/oauth/v1/generate";

/** Endpoints that want a token. A new API is one line here and one file beside. */
const ENDPOINTS: Record<string, Endpoint> = {
  "/mpesa/stkpush/v1/processrequest": post("push", stkPush),
  "/mpesa/stkpushquery/v1/query": post("query", stkQuery),
  "/mpesa/c2b/v1/registerurl": post("c2b_register", registerUrls("v1")),
  "/mpesa/c2b/v2/registerurl": post("c2b_register", registerUrls("v2")),
  "/mpesa/c2b/v1/simulate": post("c2b_simulate", simulateC2b),
  "/mpesa/c2b/v2/simulate": post("c2b_simulate", simulateC2b),
  "/mpesa/transactionstatus/v1/query": post("transaction_status", transactionStatus),
  "/mpesa/reversal/v1/request": post("reversal", requestReversal),
  "/mpesa/b2c/v3/paymentrequest": post("b2c", payCustomer),
  "/pulltransactions/v1/register": post("pull_register", registerPull),
  // The docs say GET in one place; clients POST.
  "/pulltransactions/v1/query": { kind: "pull_query", methods: ["POST", "GET"], handle: queryPull },
};

const KEEP_REQUESTS = 20_000;

/** Answers one call of the Daraja API. */
export async function serveWire(
  ctx: Context,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = urlOf(request);
  // A body above the limit is answered like any other that cannot be read.
  const text = await readBody(request).catch(() => "");
  const json = parseJson(text);
  const logged = logRequest(ctx, request, url, json ?? text);
  // Counted until `after` has run: who awaits a push and then quiet must not slip in between.
  const done = ctx.tasks.begin();
  try {
    const reply = await answer(ctx, request, url, json);
    if (reply.stallMs) {
      reply.after?.();
      done();
      await ctx.tasks.sleep(reply.stallMs).catch(() => {});
    }
    logged.status = reply.lost ? null : reply.status;
    await sendReply(response, reply);
    if (!reply.stallMs) reply.after?.();
  } finally {
    done();
    changed(ctx);
  }
}

async function answer(
  ctx: Context,
  request: IncomingMessage,
  url: URL,
  json: unknown,
): Promise<Reply> {
  const method = request.method ?? "GET";
  if (url.pathname === OAUTH_PATH) {
    return method === "GET" ? issueToken(ctx, request, url) : wrongMethod();
  }
  const endpoint = ENDPOINTS[url.pathname];
  if (!endpoint) return failure("404.001.01", "Resource not found");
  if (!endpoint.methods.includes(method)) return wrongMethod();
  const refused = refuseBadToken(ctx, request);
  if (refused) return refused;
  // What a wrong type looks like in reality: as if the first field were missing.
  if (!request.headers["content-type"]?.startsWith("application/json")) {
    return invalid("BusinessShortCode");
  }
  if (!isObject(json)) return failure("400.002.05", "Invalid Request Payload");
  return endpoint.handle({ ctx, body: json });
}

const wrongMethod = (): Reply => failure("405.001", "Method Not Allowed");

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function logRequest(
  ctx: Context,
  request: IncomingMessage,
  url: URL,
  body: unknown,
): LoggedRequest {
  const logged: LoggedRequest = {
    id: (ctx.requests.at(-1)?.id ?? 0) + 1,
    at: ctx.now().toISOString(),
    kind: url.pathname === OAUTH_PATH ? "token" : (ENDPOINTS[url.pathname]?.kind ?? "unknown"),
    method: request.method ?? "GET",
    path: url.pathname,
    body,
    status: null,
  };
  ctx.requests.push(logged);
  if (ctx.requests.length > KEEP_REQUESTS) ctx.requests.shift();
  return logged;
}
