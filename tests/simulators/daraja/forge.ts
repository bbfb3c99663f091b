import { randomBytes } from "node:crypto";
import type { z } from "zod";
import { stkBody } from "./callback-bodies";
import type { AttemptRecord, Context } from "./context";
import { deliver } from "./deliver";
import { receiptOf } from "./receipt";
import { SimulatorRefusal } from "./refusal";
import { Forged } from "./schemas";
import type { Delivery, ForgedInput, StatementEntry } from "./types";

type Order = z.output<typeof Forged>;

const OVERSIZE_BYTES = 70_000;
const UNKNOWN_ID = "ws_CO_010120200000001700000000";

/**
 * Sends one callback that Safaricom never sent. Moves no money.
 * Throws SimulatorRefusal without an attempt to imitate, or without a receipt to reuse.
 */
export async function forge(ctx: Context, input: ForgedInput): Promise<Delivery> {
  const order = Forged.parse(input);
  const attempt = imitated(ctx, order);
  const url = order.url ?? attempt.callbackUrl;
  return deliver(ctx, {
    kind: "forged",
    url: order.kind === "bad_token" ? withOtherToken(url) : url,
    body: forgedBody(ctx, order, attempt),
    checkoutRequestId: attempt.checkoutRequestId,
    headers: order.headers,
    fromAddress: order.fromAddress,
  });
}

function imitated(ctx: Context, order: Order): AttemptRecord {
  const attempt = order.checkoutRequestId
    ? ctx.attempts.get(order.checkoutRequestId)
    : [...ctx.attempts.values()].at(-1);
  if (!attempt) throw new SimulatorRefusal("no such attempt to imitate: push first");
  return attempt;
}

function forgedBody(ctx: Context, order: Order, attempt: AttemptRecord): string {
  const genuine = {
    ...attempt,
    resultCode: "0",
    resultDesc: "The service request is processed successfully.",
    faults: [],
  };
  const body = (change: Partial<AttemptRecord>) =>
    stkBody({ ...genuine, ...change }, claim(ctx, order, attempt));
  switch (order.kind) {
    case "unknown_id":
      return body({ checkoutRequestId: UNKNOWN_ID, merchantRequestId: "0000-0000-0000" });
    case "broken_json":
      return body({}).slice(0, -25);
    case "oversize":
      return body({ resultDesc: "x".repeat(OVERSIZE_BYTES) });
    default:
      return body({});
  }
}

function claim(ctx: Context, order: Order, attempt: AttemptRecord): StatementEntry {
  const wrong = order.kind === "wrong_amount" ? attempt.amount * 10 + 1 : attempt.amount;
  return {
    receipt: order.receipt ?? forgedReceipt(ctx, order, attempt),
    kind: "stk",
    direction: "in",
    linkedReceipt: null,
    amountCents: Math.round((order.amount ?? wrong) * 100),
    msisdn: attempt.phone,
    account: attempt.accountReference,
    at: ctx.now().toISOString(),
    checkoutRequestId: attempt.checkoutRequestId,
  };
}

function forgedReceipt(ctx: Context, order: Order, attempt: AttemptRecord): string {
  if (order.kind !== "reused_receipt") {
    // Far from the counter, so that it never becomes a true receipt of this run.
    return receiptOf(2 ** 44 + randomBytes(4).readUInt32BE(), ctx.now());
  }
  const earlier = earlierEntry(ctx, attempt);
  if (!earlier) throw new SimulatorRefusal("reused_receipt needs an earlier payment");
  return earlier.receipt;
}

function withOtherToken(url: string): string {
  const target = new URL(url);
  const parts = target.pathname.split("/");
  parts[parts.length - 1] = randomBytes(16).toString("hex");
  target.pathname = parts.join("/");
  return target.href;
}

/** The newest payment other than this attempt's own. */
export function earlierEntry(ctx: Context, attempt: AttemptRecord): StatementEntry | undefined {
  return ctx.statement.findLast(
    (one) => one.direction === "in" && one.checkoutRequestId !== attempt.checkoutRequestId,
  );
}
