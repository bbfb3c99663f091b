import { and, asc, eq, isNull, ne } from "drizzle-orm";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { takeBackPayment } from "./take-back/take-back-payment";

const { paymentReversals, payments, statementLines } = schema;
const BATCH = 50;

/**
 * Sweep: payments that M-Pesa's own statement says went back to their payer (the customer asked Safaricom, or somebody
 * reversed them in the portal) are taken out of the books. Returns how many. Bounded.
 */
export async function sweepProviderReversals(ctx: Context): Promise<number> {
  authorise(ctx, { job: true });
  const due = await ctx.db
    .select({
      paymentId: payments.id,
      receipt: statementLines.receipt,
      details: statementLines.details,
    })
    .from(statementLines)
    .innerJoin(
      payments,
      and(
        eq(payments.channelId, statementLines.channelId),
        eq(payments.receipt, statementLines.linkedReceipt),
        eq(payments.amountCents, statementLines.amountCents),
      ),
    )
    .leftJoin(paymentReversals, eq(paymentReversals.paymentId, payments.id))
    .where(
      and(
        eq(statementLines.direction, "out"),
        eq(statementLines.isCharge, false),
        ne(payments.status, "reversed"),
        isNull(paymentReversals.id),
      ),
    )
    .orderBy(asc(statementLines.completedAt))
    .limit(BATCH);
  let reversed = 0;
  for (const line of due) if (await takeBackQuietly(ctx, line)) reversed++;
  return reversed;
}

/** One that cannot be taken back holds up no other. */
async function takeBackQuietly(
  ctx: Context,
  line: { paymentId: string; receipt: string; details: string | null },
): Promise<boolean> {
  try {
    const { paymentId, receipt } = line;
    const reason = line.details || "M-Pesa's statement says that it went back";
    const input = { paymentId, kind: "provider" as const, receipt, reason: reason.slice(0, 150) };
    return (await withTransaction(ctx, (tx) => takeBackPayment(tx, input))).reversed;
  } catch (error) {
    ctx.log.error({ err: error, paymentId: line.paymentId }, "a payment could not be taken back");
    return false;
  }
}
