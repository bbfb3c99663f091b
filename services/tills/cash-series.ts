import { eq, sql } from "drizzle-orm";
import { yearOf } from "@/lib/billing";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";

const { billNumberSeries } = schema;
const DIGITS = 6;

export interface CashSeries {
  series: string;
  nextNumber: number;
}

/** This year's series of cash receipts, locked: the next number is taken or, if all is undone, still the next. */
export async function lockCashSeries(ctx: TxContext): Promise<CashSeries> {
  const series = `CASH-${yearOf(ctx.now())}`;
  const [row] = await ctx.tx
    .insert(billNumberSeries)
    .values({ series })
    .onConflictDoUpdate({
      target: billNumberSeries.series,
      set: { nextNumber: sql`${billNumberSeries.nextNumber}` },
    })
    .returning();
  if (!row) throw new Error("the series of cash receipts could not be locked");
  return row;
}

/** "CASH-2026-000012". */
export async function takeNumber(ctx: TxContext, locked: CashSeries): Promise<string> {
  const { series, nextNumber } = locked;
  await ctx.tx
    .update(billNumberSeries)
    .set({ nextNumber: nextNumber + 1 })
    .where(eq(billNumberSeries.series, series));
  return `${series}-${String(nextNumber).padStart(DIGITS, "0")}`;
}
