import { unusedValue } from "@/lib/billing";
import type { Context, TxContext } from "@/lib/context";
import { type BillParts, loadBillParts, sumOfParts } from "./bill-parts";
import { type CreditNote, type GiveBack, giveBack } from "./give-back";

/** What is left of a purchase, and the bill that sold it. */
export interface UnusedTime {
  billId: string | null;
  leftMs: number;
  /** Length of the purchase when it was made. */
  wholeMs: number;
}

export type UnusedValue = Pick<BillParts, "bill" | "leftOfPeriod"> & { amountCents: number };

/** What unused time is worth, by bill; never more than what the bill still holds: a credit note may have taken some. */
export async function valueUnused(
  ctx: Context,
  unused: readonly UnusedTime[],
): Promise<UnusedValue[]> {
  const byBill = new Map(unused.map((each) => [each.billId, each]));
  const billIds = [...byBill.keys()].filter((id) => id !== null);
  const parts = await loadBillParts(ctx, billIds);
  return parts
    .map(({ bill, periodCents, leftOfPeriod }) => {
      const { leftMs = 0, wholeMs = 0 } = byBill.get(bill.id) ?? {};
      const worth = unusedValue(periodCents, leftMs, wholeMs);
      return { bill, leftOfPeriod, amountCents: Math.min(worth, sumOfParts(leftOfPeriod)) };
    })
    .filter((value) => value.amountCents > 0);
}

/** Gives the value of unused time back to the locked wallet, a credit note for each bill. */
export async function giveBackUnused(
  ctx: TxContext,
  credit: Pick<GiveBack, "wallet" | "kind" | "reason">,
  unused: readonly UnusedTime[],
): Promise<CreditNote[]> {
  const notes: CreditNote[] = [];
  for (const { bill, leftOfPeriod, amountCents } of await valueUnused(ctx, unused))
    notes.push(await giveBack(ctx, { ...credit, bill, from: leftOfPeriod, amountCents }));
  return notes;
}
