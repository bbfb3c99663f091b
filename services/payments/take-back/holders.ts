import { asc, eq } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import type { Payment } from "../settle/types";

const { paymentAssignments } = schema;

/** Who has the money of a payment in the books, and how much of it. */
export interface Holder {
  customerId: string;
  amountCents: number;
}

/** Nobody while it is in suspense, several when staff have split it. The payment is locked. */
export async function holdersOf(ctx: TxContext, payment: Payment): Promise<Holder[]> {
  const { amountCents, customerId } = payment;
  if (payment.status === "split")
    return ctx.tx
      .select({
        customerId: paymentAssignments.customerId,
        amountCents: paymentAssignments.amountCents,
      })
      .from(paymentAssignments)
      .where(eq(paymentAssignments.paymentId, payment.id))
      .orderBy(asc(paymentAssignments.customerId));
  return customerId ? [{ customerId, amountCents }] : [];
}
