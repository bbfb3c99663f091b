import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict, notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { takeBackPayment } from "@/services/payments";

const Input = z.object({
  paymentId: uuid(),
  reason: z.string("Say why.").trim().min(3, "Say why.").max(150),
});
const { paymentChannels, payments, tillSessions } = schema;

/**
 * Cash that was typed in wrongly, or is handed back: a journal against it, what it had bought is taken back, and the
 * receipt stays as void. The money leaves an open till, so that its count agrees. Errors: forbidden, not_found, invalid
 * (reason), conflict (no cash, void already, till not open).
 */
export async function voidCash(ctx: Context, input: z.input<typeof Input>): Promise<void> {
  authorise(ctx, { staff: "payments.reverse" });
  const { paymentId, reason } = Input.parse(input);
  await withTransaction(ctx, async (tx) => {
    const payment = await load(tx, paymentId);
    if (payment.provider !== "cash") throw conflict("Only cash is voided; M-Pesa is reversed.");
    if (payment.status === "reversed") throw conflict("This receipt is void already.");
    await lockOpenTill(tx, payment);
    const staffId = tx.actor.id;
    const { reversed } = await takeBackPayment(tx, { paymentId, kind: "void", reason, staffId });
    if (!reversed) throw conflict("This receipt is void already.");
  });
}

async function load(ctx: TxContext, paymentId: string) {
  const [row] = await ctx.tx
    .select({
      provider: payments.provider,
      status: payments.status,
      channelId: payments.channelId,
      tillName: paymentChannels.name,
    })
    .from(payments)
    .innerJoin(paymentChannels, eq(paymentChannels.id, payments.channelId))
    .where(eq(payments.id, paymentId));
  if (!row) throw notFound("payment");
  return row;
}

/** The till cannot be closed and counted at this very moment. */
async function lockOpenTill(ctx: TxContext, payment: { channelId: string; tillName: string }) {
  const [session] = await ctx.tx
    .select({ id: tillSessions.id })
    .from(tillSessions)
    .where(and(eq(tillSessions.channelId, payment.channelId), isNull(tillSessions.closedAt)))
    .for("no key update");
  if (!session) throw conflict(`Open ${payment.tillName} first: the money goes back out of it.`);
}
