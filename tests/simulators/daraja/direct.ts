import { z } from "zod";
import { parseJson } from "../http/server";
import { accountOf } from "./account";
import { c2bBody } from "./callback-bodies";
import { type Context, changed } from "./context";
import { deliver, type Letter } from "./deliver";
import { findFault } from "./faults";
import { hold } from "./hold";
import { draftEntry, moveMoney } from "./money";
import { SimulatorRefusal } from "./refusal";
import { DirectPayment } from "./schemas";
import { sendSeries } from "./series";
import { takeBackLater } from "./take-back";
import type { DirectPaymentInput, StatementEntry } from "./types";

const Verdict = z.object({ ResultCode: z.coerce.string() });

/**
 * The customer pays the Paybill by hand. With validation on, the product is asked first.
 * Throws ZodError, or SimulatorRefusal when the product rejects the payment.
 */
export async function payDirect(ctx: Context, input: DirectPaymentInput): Promise<StatementEntry> {
  const payment = DirectPayment.parse(input);
  const { faults } = payment;
  const entry = draftEntry(ctx, {
    kind: "c2b",
    amountCents: Math.round(payment.amount * 100),
    msisdn: payment.phone,
    account: accountOf(ctx, payment.account, payment.phone, faults),
    checkoutRequestId: null,
  });
  await askProduct(ctx, entry);
  moveMoney(ctx, entry);
  changed(ctx);
  ctx.tasks.run(() => confirm(ctx, entry, payment));
  return entry;
}

async function confirm(
  ctx: Context,
  entry: StatementEntry,
  { faults, firstName }: z.output<typeof DirectPayment>,
): Promise<void> {
  const reversed = findFault(faults, "F17");
  await ctx.tasks.sleep(ctx.options.callbackDelayMs);
  if (ctx.c2b && !findFault(faults, "F3")) {
    const letter: Letter = {
      kind: "c2b_confirmation",
      url: ctx.c2b.confirmationUrl,
      body: c2bBody(ctx, entry, { firstName, style: findFault(faults, "F13")?.msisdn }),
      receipt: entry.receipt,
    };
    const send = () => sendSeries(ctx, faults, [letter], 0);
    const late = findFault(faults, "F4");
    if (late) hold(ctx, entry.receipt, late.delayMs, send);
    else await send();
  }
  if (reversed) takeBackLater(ctx, entry, reversed.delayMs);
}

async function askProduct(ctx: Context, entry: StatementEntry): Promise<void> {
  if (!ctx.options.c2bValidation || !ctx.c2b?.validationUrl) return;
  const asked = await deliver(ctx, {
    kind: "c2b_validation",
    url: ctx.c2b.validationUrl,
    body: c2bBody(ctx, entry),
    timeoutMs: ctx.options.c2bValidationTimeoutMs,
  });
  const verdict = asked.status === 200 ? Verdict.safeParse(parseJson(asked.answer ?? "")) : null;
  const code = verdict?.success ? verdict.data.ResultCode : null;
  if (code === "0" || (code === null && ctx.c2b.responseType === "Completed")) return;
  throw new SimulatorRefusal(`the payment was rejected (${code ?? "no answer"})`);
}
