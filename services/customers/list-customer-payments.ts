import { and, desc, eq, or, sql } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { uuid } from "@/lib/id";

const Input = z.object({ customerId: uuid() });
const { paymentAssignments, payments } = schema;
const LIMIT = 50;

export interface CustomerPayment {
  id: string;
  receipt: string | null;
  amountCents: number;
  paidAt: Date;
  status: (typeof payments.status.enumValues)[number];
}

/** A customer's newest payments, at most 50; of one that was split, their part. Errors: forbidden. */
export async function listCustomerPayments(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<CustomerPayment[]> {
  const { customerId } = Input.parse(input);
  authorise(ctx, { staff: "read", customer: customerId });
  return handle(ctx)
    .select({
      id: payments.id,
      receipt: payments.receipt,
      amountCents:
        sql`coalesce(${paymentAssignments.amountCents}, ${payments.amountCents})`.mapWith(Number),
      paidAt: payments.paidAt,
      status: payments.status,
    })
    .from(payments)
    .leftJoin(
      paymentAssignments,
      and(
        eq(paymentAssignments.paymentId, payments.id),
        eq(paymentAssignments.customerId, customerId),
      ),
    )
    .where(
      or(
        eq(payments.customerId, customerId),
        and(sql`${payments.customerId} is null`, eq(paymentAssignments.customerId, customerId)),
      ),
    )
    .orderBy(desc(payments.paidAt))
    .limit(LIMIT);
}
