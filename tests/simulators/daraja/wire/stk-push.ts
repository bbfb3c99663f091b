import { randomBytes } from "node:crypto";
import { z } from "zod";
import { conclude, concludeSoon } from "../conclude";
import { type ActiveScript, type AttemptRecord, type Context, changed } from "../context";
import { findFault } from "../faults";
import { type Result, resultOf } from "../outcomes";
import { plannedResult, promptlessResult, promptText, runPrompt } from "../prompt";
import { takeScript } from "../scripts";
import { dayFirstStamp } from "../stamps";
import { type Call, refuseBadPassword } from "./call";
import { CallbackUrl, Digits, firstBadField, Phone, ShortCode, Stamp, WholeAmount } from "./fields";
import { failure, invalid, ok, type Reply, spoil } from "./reply";

const Push = z.object({
  BusinessShortCode: ShortCode,
  Password: z.string().min(1),
  Timestamp: Stamp,
  TransactionType: z.enum(["CustomerPayBillOnline", "CustomerBuyGoodsOnline"]),
  Amount: WholeAmount,
  PartyA: Phone,
  PartyB: ShortCode,
  PhoneNumber: Phone,
  CallBackURL: CallbackUrl,
  AccountReference: Digits.pipe(z.string().regex(/^[A-Za-z0-9]{1,12}$/)),
  TransactionDesc: z.string().min(1).max(13),
});
type Push = z.output<typeof Push>;

/** What real Daraja calls a missing TransactionDesc. */
const ODD_NAMES: Record<string, string> = { TransactionDesc: "Remarks" };

/** STK push (Lipa na M-Pesa Online). */
export async function stkPush({ ctx, body }: Call): Promise<Reply> {
  const parsed = Push.safeParse(body);
  if (!parsed.success) {
    const field = firstBadField(parsed.error);
    return invalid(ODD_NAMES[field] ?? field);
  }
  const push = parsed.data;
  const refused = refuseBadPassword(ctx, push) ?? refuseWhilePrompting(ctx, push.PhoneNumber);
  if (refused) return refused;
  const script = takeScript(ctx, push.PhoneNumber, push.Amount);
  const faults = [...(script?.faults ?? []), ...ctx.faults];
  const spoilt = findFault(
    faults.filter((one) => one.name === "F15" && one.at === "push"),
    "F15",
  );
  if (spoilt && !(spoilt.accepted ?? spoilt.kind !== "html500")) {
    return spoil(ok({}), spoilt);
  }
  const attempt = openAttempt(ctx, push, faults);
  const reply = await start(ctx, attempt, push, script);
  if (findFault(faults, "F2")) return { ...reply, lost: true };
  return spoilt ? spoil(reply, spoilt) : reply;
}

function refuseWhilePrompting(ctx: Context, phone: string): Reply | undefined {
  const busy = [...ctx.attempts.values()].some(
    (one) => one.phone === phone && one.state === "prompting",
  );
  if (!busy) return undefined;
  return failure(
    "500.001.1001",
    "Unable to lock subscriber, a transaction is already in process for the current subscriber",
  );
}

function openAttempt(ctx: Context, push: Push, faults: AttemptRecord["faults"]): AttemptRecord {
  const at = ctx.now();
  const attempt: AttemptRecord = {
    checkoutRequestId: newCheckoutRequestId(ctx, push.PhoneNumber, at),
    merchantRequestId: newMerchantRequestId(),
    phone: push.PhoneNumber,
    amount: push.Amount,
    accountReference: push.AccountReference,
    callbackUrl: push.CallBackURL,
    pushedAt: at.toISOString(),
    state: "prompting",
    resultCode: null,
    resultDesc: null,
    receipt: null,
    businessName: ctx.options.businessName,
    expiresAt: new Date(at.getTime() + ctx.options.promptSeconds * 1_000).toISOString(),
    prompt: null,
    faults,
    strikes: new Map(),
    cancelTimer: () => {},
    hiddenFromPull: false,
  };
  ctx.attempts.set(attempt.checkoutRequestId, attempt);
  return attempt;
}

/** Another product's command, or a number that is not the one to be paid. */
function mixUpOf(ctx: Context, push: Push): Result | undefined {
  const isTill = ctx.options.kind === "till";
  const command = isTill ? "CustomerBuyGoodsOnline" : "CustomerPayBillOnline";
  if (push.TransactionType !== command) return resultOf("2028");
  if (push.PartyB === ctx.options.shortcode) return undefined;
  return resultOf(isTill ? "SFC_IC0003" : "2028");
}

async function start(
  ctx: Context,
  attempt: AttemptRecord,
  push: Push,
  script: ActiveScript | undefined,
): Promise<Reply> {
  const account = ctx.options.kind === "till" ? null : attempt.accountReference;
  const text = promptText(attempt.businessName, attempt.amount, account);
  const promptless = promptlessResult(ctx, {
    phone: attempt.phone,
    amount: attempt.amount,
    text,
    mixUp: mixUpOf(ctx, push),
  });
  const reply = accepted(attempt);
  if (promptless) return { ...reply, after: () => concludeSoon(ctx, attempt, promptless) };
  attempt.prompt = text;
  changed(ctx);
  const result = plannedResult(ctx, attempt, script);
  if (result && findFault(attempt.faults, "F1")) {
    await conclude(ctx, attempt, result);
    return reply;
  }
  const delayMs = script?.delayMs ?? ctx.options.autoDelayMs;
  return { ...reply, after: () => runPrompt(ctx, attempt, result && { result, delayMs }) };
}

function accepted(attempt: AttemptRecord): Reply {
  return ok({
    MerchantRequestID: attempt.merchantRequestId,
    CheckoutRequestID: attempt.checkoutRequestId,
    ResponseCode: "0",
    ResponseDescription: "Success. Request accepted for processing",
    CustomerMessage: "Success. Request accepted for processing",
  });
}

function newCheckoutRequestId(ctx: Context, phone: string, at: Date): string {
  const form = (ms: number) => `ws_CO_${dayFirstStamp(at)}${ms}${phone.slice(3)}`;
  let ms = at.getMilliseconds();
  while (ctx.attempts.has(form(ms))) ms += 1;
  return form(ms);
}

function newMerchantRequestId(): string {
  const hex = randomBytes(16).toString("hex");
  const tail = String(Date.now()).slice(-8);
  return `${hex.slice(0, 4)}-${hex.slice(4, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 24)}${tail}`;
}
