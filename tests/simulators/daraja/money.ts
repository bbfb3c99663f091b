import type { Context } from "./context";
import { receiptOf } from "./receipt";
import type { StatementEntry } from "./types";

type Draft = Omit<StatementEntry, "receipt" | "at" | "direction" | "linkedReceipt"> & {
  linkedReceipt?: string;
};

/** A payment that has its receipt and time but has not moved yet. */
export function draftEntry(ctx: Context, payment: Draft): StatementEntry {
  const at = ctx.now();
  ctx.receiptCounter += 1;
  return {
    ...payment,
    receipt: receiptOf(ctx.receiptCounter, at),
    direction: payment.kind === "stk" || payment.kind === "c2b" ? "in" : "out",
    linkedReceipt: payment.linkedReceipt ?? null,
    at: at.toISOString(),
  };
}

/** Moves the money: from here on it stands in the statement. */
export function moveMoney(ctx: Context, entry: StatementEntry): void {
  ctx.statement.push(entry);
}

/** What the shortcode's account holds. */
export function balanceCents(ctx: Context): number {
  const opening = Math.round(ctx.options.openingBalance * 100);
  return ctx.statement.reduce((sum, entry) => sum + signedCents(entry), opening);
}

export const signedCents = (entry: StatementEntry): number =>
  entry.direction === "in" ? entry.amountCents : -entry.amountCents;

/** 150000 as "1500.00". */
export function formatCents(cents: number): string {
  return (cents / 100).toFixed(2);
}
