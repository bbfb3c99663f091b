import { type Context, changed } from "./context";
import { hold } from "./hold";
import { balanceCents, draftEntry, moveMoney } from "./money";
import { type Result, resultOf } from "./outcomes";
import { SimulatorRefusal } from "./refusal";
import type { StatementEntry } from "./types";

/** Why a payment cannot go back, as M-Pesa's code; undefined when it can. */
export function refuseTakeBack(
  ctx: Context,
  receipt: string,
  amountCents?: number,
): Result | undefined {
  const original = ctx.statement.find((one) => one.receipt === receipt && one.direction === "in");
  // No parts are reversed; what M-Pesa answers to another amount is not documented.
  if (!original || (amountCents ?? original.amountCents) !== original.amountCents)
    return resultOf("R000002");
  if (ctx.statement.some((one) => one.kind === "reversal" && one.linkedReceipt === receipt))
    return resultOf("R000001");
  return balanceCents(ctx) < original.amountCents ? resultOf("1") : undefined;
}

/** The money goes back to the payer. Throws SimulatorRefusal when it cannot. */
export function takeBack(ctx: Context, receipt: string): StatementEntry {
  const original = ctx.statement.find((one) => one.receipt === receipt && one.direction === "in");
  const refused = refuseTakeBack(ctx, receipt);
  if (refused || !original) throw new SimulatorRefusal(`${receipt}: ${refused?.description}`);
  const entry = draftEntry(ctx, {
    kind: "reversal",
    amountCents: original.amountCents,
    msisdn: original.msisdn,
    account: original.account,
    checkoutRequestId: null,
    linkedReceipt: receipt,
  });
  moveMoney(ctx, entry);
  changed(ctx);
  return entry;
}

/** F17: the customer has it reversed, after delayMs or at release; nobody tells the product. */
export function takeBackLater(ctx: Context, entry: StatementEntry, delayMs?: number): void {
  hold(ctx, entry.checkoutRequestId ?? entry.receipt, delayMs, async () => {
    if (!refuseTakeBack(ctx, entry.receipt)) takeBack(ctx, entry.receipt);
  });
}
