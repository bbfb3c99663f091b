import { and, asc, eq } from "drizzle-orm";
import { type Context, handle, type TxContext } from "@/lib/context";
import { schema } from "@/lib/db";

const { bills } = schema;
export type Bill = typeof bills.$inferSelect;

const openBillsOf = (ctx: Context, customerId: string) =>
  handle(ctx)
    .select()
    .from(bills)
    .where(and(eq(bills.customerId, customerId), eq(bills.status, "open")))
    .orderBy(asc(bills.issuedAt), asc(bills.id));

/** What the customer owes, oldest first. */
export const loadOpenBills = async (ctx: Context, customerId: string): Promise<Bill[]> =>
  openBillsOf(ctx, customerId);

/** The same, locked until the transaction ends. */
export const lockOpenBills = async (ctx: TxContext, customerId: string): Promise<Bill[]> =>
  openBillsOf(ctx, customerId).for("no key update");

export const balanceOf = (bill: Bill): number => bill.totalCents - bill.paidCents;

/** Open bills whose payment starts time for this user. */
export const periodBillsOf = (open: Bill[], userId: string): Bill[] =>
  open.filter((bill) => bill.userId === userId && bill.periods > 0);
