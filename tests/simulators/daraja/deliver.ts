import { type Context, changed } from "./context";
import type { Delivery } from "./types";

export interface Letter {
  kind: Delivery["kind"];
  url: string;
  body: string;
  checkoutRequestId?: string | null;
  conversationId?: string | null;
  receipt?: string | null;
  headers?: Record<string, string>;
  fromAddress?: string;
  timeoutMs?: number;
}

const KEEP_DELIVERIES = 20_000;

/** POSTs one body to the product, once, and logs what came back. Throws only when stopped. */
export async function deliver(ctx: Context, letter: Letter): Promise<Delivery> {
  const { tasks, options } = ctx;
  tasks.check();
  const delivery = logDelivery(ctx, letter);
  const answer = await ctx.poster.post(letter.url, letter.body, {
    contentType: "application/json",
    timeoutMs: letter.timeoutMs ?? options.callbackTimeoutMs,
    headers: letter.headers ?? options.callbackHeaders,
    fromAddress: letter.fromAddress ?? options.callbackFromAddress,
  });
  Object.assign(delivery, answer, { doneAt: ctx.now().toISOString() });
  tasks.check();
  changed(ctx);
  return delivery;
}

function logDelivery(ctx: Context, letter: Letter): Delivery {
  const delivery: Delivery = {
    id: (ctx.deliveries.at(-1)?.id ?? 0) + 1,
    kind: letter.kind,
    url: letter.url,
    body: letter.body,
    checkoutRequestId: letter.checkoutRequestId ?? null,
    conversationId: letter.conversationId ?? null,
    receipt: letter.receipt ?? null,
    sentAt: ctx.now().toISOString(),
    status: null,
    answer: null,
    error: null,
    doneAt: null,
  };
  ctx.deliveries.push(delivery);
  if (ctx.deliveries.length > KEEP_DELIVERIES) ctx.deliveries.shift();
  return delivery;
}
