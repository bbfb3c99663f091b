import { desc, eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";

const Input = z.object({ customerId: z.uuid() });
const { payments } = schema;
const LIMIT = 50;

export interface CustomerPayment {
  id: string;
  receipt: string | null;
  amountCents: number;
  paidAt: Date;
  status: (typeof payments.status.enumValues)[number];
}

/** A customer's newest payments, at most 50. Errors: forbidden. */
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
      amountCents: payments.amountCents,
      paidAt: payments.paidAt,
      status: payments.status,
    })
    .from(payments)
    .where(eq(payments.customerId, customerId))
    .orderBy(desc(payments.paidAt))
    .limit(LIMIT);
}
