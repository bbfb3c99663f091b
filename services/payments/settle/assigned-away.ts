import { eq } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import type { Payment } from "./types";

const { paymentAssignments } = schema;

/**
 * True when staff have given this locked payment, or a part of it, to somebody else than the customer. A person's word
 * stands against any report: the report is kept for staff and moves no money. (A statement of its own: the row's lock
 * may have been waited for, and the assignment written meanwhile.)
 */
export async function assignedAway(
  ctx: TxContext,
  payment: Payment,
  customerId: string,
): Promise<boolean> {
  if (payment.status === "split") return true;
  if (payment.customerId === null || payment.customerId === customerId) return false;
  const [assignment] = await ctx.tx
    .select({ id: paymentAssignments.id })
    .from(paymentAssignments)
    .where(eq(paymentAssignments.paymentId, payment.id))
    .limit(1);
  return assignment !== undefined;
}
