import { concludeSoon } from "./conclude";
import type { ActiveScript, AttemptRecord, Context } from "./context";
import { findFault } from "./faults";
import { type Result, resultOf, resultOfOutcome } from "./outcomes";
import { SimulatorRefusal } from "./refusal";
import type { Prompt } from "./types";

const WRONG_PIN = "0000";
/** Longer prompts fail with 1025 (Daraja docs). */
const PROMPT_LIMIT = 182;
/** Per transaction, in shillings (Daraja FAQ). */
const MAX_AMOUNT = 250_000;

/** The sentence on the phone. */
export function promptText(businessName: string, amount: number, account: string | null): string {
  const whom = account === null ? businessName : `${businessName} account ${account}`;
  return `Do you want to pay KES ${amount.toLocaleString("en-KE")} to ${whom}? Enter M-PESA PIN`;
}

/** The result that comes without any prompt on the phone; undefined if the phone is prompted. */
export function promptlessResult(
  ctx: Context,
  push: { phone: string; amount: number; text: string; mixUp: Result | undefined },
): Result | undefined {
  if (push.mixUp) return push.mixUp;
  if (push.amount > MAX_AMOUNT) return resultOf("3");
  if (push.text.length > PROMPT_LIMIT) return resultOf("1025");
  return paidJustNow(ctx, push.phone, push.amount) ? resultOf("17") : undefined;
}

function paidJustNow(ctx: Context, phone: string, amount: number): boolean {
  if (ctx.options.duplicateWindowSeconds === 0) return false;
  const since = ctx.now().getTime() - ctx.options.duplicateWindowSeconds * 1_000;
  return ctx.statement.some(
    (entry) =>
      entry.kind === "stk" &&
      entry.msisdn === phone &&
      entry.amountCents === amount * 100 &&
      new Date(entry.at).getTime() > since,
  );
}

/** The result that a script, a fault or the mode gives; undefined when the phone decides. */
export function plannedResult(ctx: Context, attempt: AttemptRecord, script?: ActiveScript) {
  if (script?.outcome !== undefined) return resultOfOutcome(script.outcome);
  const unknown = findFault(attempt.faults, "F18");
  if (unknown) return resultOf(String(unknown.code), "A new kind of answer.");
  const needsMoney = (["F1", "F9", "F11"] as const).some((name) => findFault(attempt.faults, name));
  return needsMoney || ctx.options.mode === "auto" ? resultOf("0") : undefined;
}

/** Lets the prompt run: it ends as planned, or by the phone, or by time-out. */
export function runPrompt(
  ctx: Context,
  attempt: AttemptRecord,
  planned: { result: Result; delayMs: number } | undefined,
): void {
  if (!planned) {
    const left = new Date(attempt.expiresAt).getTime() - ctx.now().getTime();
    attempt.cancelTimer = ctx.tasks.later(Math.max(left, 0), () =>
      concludeSoon(ctx, attempt, resultOf("1037")),
    );
    return;
  }
  ctx.tasks.run(async () => {
    await ctx.tasks.sleep(planned.delayMs);
    if (attempt.state === "prompting") concludeSoon(ctx, attempt, planned.result);
  });
}

function isOpen(attempt: AttemptRecord): boolean {
  return attempt.state === "prompting" && attempt.prompt !== null;
}

/** Open prompts, of one phone or of all. */
export function openPrompts(ctx: Context, phone?: string): Prompt[] {
  return [...ctx.attempts.values()].flatMap((attempt) => {
    if (!isOpen(attempt) || (phone !== undefined && attempt.phone !== phone)) return [];
    return [
      {
        id: attempt.checkoutRequestId,
        phone: attempt.phone,
        amount: attempt.amount,
        accountReference: attempt.accountReference,
        shortcode: ctx.options.shortcode,
        businessName: attempt.businessName,
        text: attempt.prompt ?? "",
        openedAt: attempt.pushedAt,
        expiresAt: attempt.expiresAt,
      },
    ];
  });
}

/** What the person at the phone did. Throws SimulatorRefusal if no such prompt is open. */
export function answerPrompt(ctx: Context, promptIdOrPhone: string, result: Result): AttemptRecord {
  const key = promptIdOrPhone.replace(/^\+/, "");
  const attempt = [...ctx.attempts.values()].find(
    (one) => isOpen(one) && (one.checkoutRequestId === key || one.phone === key),
  );
  if (!attempt) throw new SimulatorRefusal(`no open prompt for ${promptIdOrPhone}`);
  concludeSoon(ctx, attempt, result);
  return attempt;
}

/** Four digits pay; 0000 is the wrong PIN. Throws SimulatorRefusal for anything else. */
export function resultOfPin(pin: string): Result {
  if (!/^\d{4}$/.test(pin)) throw new SimulatorRefusal("a PIN has 4 digits");
  return resultOf(pin === WRONG_PIN ? "2001" : "0");
}
