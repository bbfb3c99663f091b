import { accountOf } from "./account";
import { announce } from "./announce";
import { type AttemptRecord, type Context, changed } from "./context";
import { findFault } from "./faults";
import { hold } from "./hold";
import { draftEntry, moveMoney } from "./money";
import { type Result, resultOf } from "./outcomes";
import { SimulatorRefusal } from "./refusal";
import type { StatementEntry } from "./types";

/**
 * Ends an attempt: moves money if it succeeded, then tells the product. Resolves when told (or held).
 * Throws SimulatorRefusal if it has ended already.
 */
export function conclude(ctx: Context, attempt: AttemptRecord, result: Result): Promise<void> {
  if (attempt.state === "ended") throw new SimulatorRefusal("this prompt has ended already");
  attempt.cancelTimer();
  attempt.state = "ended";
  const failFirst = result.code === "0" ? findFault(attempt.faults, "F9") : undefined;
  if (failFirst) {
    const told = tell(ctx, attempt, resultOf("1037"));
    return told.then(() =>
      hold(ctx, attempt.checkoutRequestId, failFirst.delayMs, () => tell(ctx, attempt, result)),
    );
  }
  return tell(ctx, attempt, result);
}

/** Like conclude, in the background. */
export function concludeSoon(ctx: Context, attempt: AttemptRecord, result: Result): void {
  const told = conclude(ctx, attempt, result);
  ctx.tasks.run(() => told);
}

function tell(ctx: Context, attempt: AttemptRecord, result: Result): Promise<void> {
  attempt.resultCode = result.code;
  attempt.resultDesc = result.description;
  // F18: money may have moved under a code that says nothing.
  const unclear = findFault(attempt.faults, "F18")?.moneyMoves ?? false;
  const entry = result.code === "0" || unclear ? pay(ctx, attempt) : null;
  changed(ctx);
  return announce(ctx, attempt, entry);
}

function pay(ctx: Context, attempt: AttemptRecord): StatementEntry {
  attempt.hiddenFromPull = findFault(attempt.faults, "F11") !== undefined;
  const entry = draftEntry(ctx, {
    kind: "stk",
    amountCents: attempt.amount * 100,
    msisdn: attempt.phone,
    account: accountOf(ctx, attempt.accountReference, attempt.phone, attempt.faults),
    checkoutRequestId: attempt.checkoutRequestId,
  });
  moveMoney(ctx, entry);
  attempt.receipt = entry.receipt;
  return entry;
}
