import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { shown, type UnmatchedPayment } from "./list-unmatched";
import { suggestCustomers } from "./unmatched/suggest-customers";

const Input = z.object({ paymentId: uuid() });
const { paymentChannels, payments } = schema;

/** One unmatched payment with its likely customers. Errors: forbidden, not_found (also when it was assigned). */
export async function getUnmatched(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<UnmatchedPayment> {
  authorise(ctx, { staff: "payments.write" });
  const parsed = Input.safeParse(input);
  if (!parsed.success) throw notFound("payment");
  const [found] = await handle(ctx)
    .select({ payment: payments, channelName: paymentChannels.name })
    .from(payments)
    .innerJoin(paymentChannels, eq(paymentChannels.id, payments.channelId))
    .where(and(eq(payments.id, parsed.data.paymentId), eq(payments.status, "suspense")));
  if (!found) throw notFound("payment");
  const likely = await suggestCustomers(ctx, found.payment);
  return { ...shown(found.payment), channelName: found.channelName, likely };
}
