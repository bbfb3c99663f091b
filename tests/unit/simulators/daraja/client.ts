import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { DarajaSimulator } from "../../../simulators/daraja";
import { readBody } from "../../../simulators/http/server";

export const PHONE = "254712345678";
const STAMP = "20260601093000";

/** What the product's side received, in the order of arrival. */
export interface Received {
  path: string;
  body: string;
  remoteAddress: string;
  headers: Record<string, unknown>;
}

export interface Product {
  url: string;
  received: Received[];
  /** Status of coming answers; default 200. */
  status: number;
  /** Body of coming answers. */
  answer: unknown;
  stkBodies(): Record<string, unknown>[];
  close(): Promise<void>;
}

/** A listener that stands for the product's callback routes. */
export async function startProduct(): Promise<Product> {
  const received: Received[] = [];
  const server: Server = createServer(async (request, response) => {
    received.push({
      path: request.url ?? "",
      body: await readBody(request),
      remoteAddress: request.socket.remoteAddress ?? "",
      headers: request.headers,
    });
    response.writeHead(product.status, { "content-type": "application/json" });
    response.end(JSON.stringify(product.answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const product: Product = {
    url: `http://127.0.0.1:${port}`,
    received,
    status: 200,
    answer: { ResultCode: 0, ResultDesc: "Accepted" },
    stkBodies: () =>
      received
        .filter((one) => one.path.startsWith("/stk/"))
        .map((one) => JSON.parse(one.body).Body.stkCallback),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return product;
}

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, read field by field in tests
  json: any;
  text: string;
}

/** One raw HTTP call, as a Daraja client makes it. */
export async function call(
  url: string,
  init: RequestInit & { json?: unknown } = {},
): Promise<Answer> {
  const { json, ...rest } = init;
  const response = await fetch(url, {
    ...(json !== undefined && {
      method: "POST",
      body: JSON.stringify(json),
    }),
    ...rest,
    headers: { "content-type": "application/json", ...(rest.headers ?? {}) },
  });
  const text = await response.text();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = undefined;
  }
  return { status: response.status, json: parsed, text };
}

export function basic(simulator: DarajaSimulator): Record<string, string> {
  const pair = `${simulator.consumerKey}:${simulator.consumerSecret}`;
  return { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}

export async function getToken(simulator: DarajaSimulator): Promise<string> {
  const answer = await call(`${simulator.url}/oauth/v1/generate?grant_type=client_credentials`, {
    headers: basic(simulator),
  });
  return answer.json.access_token;
}

export interface Client {
  post(path: string, json: unknown): Promise<Answer>;
  push(change?: Record<string, unknown>): Promise<Answer>;
  query(checkoutRequestId: string, change?: Record<string, unknown>): Promise<Answer>;
}

/** A Daraja client of the plainest kind, holding one token. */
export async function connect(simulator: DarajaSimulator, callbackUrl: string): Promise<Client> {
  const token = await getToken(simulator);
  const post = (path: string, json: unknown) =>
    call(`${simulator.url}${path}`, { json, headers: { authorization: `Bearer ${token}` } });
  const signed = {
    BusinessShortCode: Number(simulator.shortcode),
    Password: Buffer.from(simulator.shortcode + simulator.passkey + STAMP).toString("base64"),
    Timestamp: STAMP,
  };
  return {
    post,
    push: (change = {}) =>
      post("/mpesa/stkpush/v1/processrequest", {
        ...signed,
        TransactionType: "CustomerPayBillOnline",
        Amount: 1500,
        PartyA: Number(change.PhoneNumber ?? PHONE),
        PartyB: Number(simulator.shortcode),
        PhoneNumber: Number(PHONE),
        CallBackURL: callbackUrl,
        AccountReference: "23456789K7Q2".slice(0, 12),
        TransactionDesc: "Internet",
        ...change,
      }),
    query: (CheckoutRequestID, change = {}) =>
      post("/mpesa/stkpushquery/v1/query", { ...signed, CheckoutRequestID, ...change }),
  };
}
