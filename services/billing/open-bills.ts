import { and, asc, sql } from "drizzle-orm";
import { type Context, gathered, handle, type TxContext } from "@/lib/context";
import { isOneOf, schema } from "@/lib/db";
import { rowsOfEach } from "@/lib/group-by";

const { bills } = schema;
export type Bill = typeof bills.$inferSelect;

// As a parameter it would hide the index of open bills from a plan that is made once.
const isOpenBill = sql`${bills.status} = 'open'`;

const openBillsOf = (ctx: Context, customerIds: string[]) =>
  handle(ctx)
    .select()
    .from(bills)
    .where(and(isOneOf(bills.customerId, customerIds), isOpenBill))
    .orderBy(asc(bills.issuedAt), asc(bills.id));

/** What the customer owes, oldest first. */
export const loadOpenBills = async (ctx: Context, customerId: string): Promise<Bill[]> =>
  openBillsOf(ctx, [customerId]);

/** The same, locked until the transaction ends. */
export const lockOpenBills: (ctx: TxContext, customerId: string) => Promise<Bill[]> = gathered(
  "bills",
  async (ctx, customerIds: string[]) => {
    const open = await openBillsOf(ctx, customerIds).for("no key update");
    return rowsOfEach(customerIds, open, ({ customerId }) => customerId);
  },
);

export const balanceOf = (bill: Bill): number => bill.totalCents - bill.paidCents;

/** Open bills whose payment starts time for this user. */
export const periodBillsOf = (open: Bill[], userId: string): Bill[] =>
  open.filter((bill) => bill.userId === userId && bill.periods > 0);
