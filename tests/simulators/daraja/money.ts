import type { Context } from "./context";
import { receiptOf } from "./receipt";
import type { StatementEntry } from "./types";

/** A payment that has its receipt and time but has not moved yet. */
export function draftEntry(
  ctx: Context,
  payment: Omit<StatementEntry, "receipt" | "at">,
): StatementEntry {
  const at = ctx.now();
  ctx.receiptCounter += 1;
  return { ...payment, receipt: receiptOf(ctx.receiptCounter, at), at: at.toISOString() };
}

/** Moves the money: from here on it stands in the statement. */
export function moveMoney(ctx: Context, entry: StatementEntry): void {
  ctx.statement.push(entry);
}

/** 150000 as "1500.00". */
export function formatCents(cents: number): string {
  return (cents / 100).toFixed(2);
}
