import { and, eq, ne } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict, invalid, notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";
import { settle } from "@/services/payments";
import { lockCashSeries, takeNumber } from "./cash-series";
import { lockOpenSession, type TillSession } from "./lock-session";
import { CashAmount } from "./schemas";

const Input = z.object({
  /** One per form: it becomes the payment's id, so that a form sent twice is one payment. */
  formId: uuid(),
  tillSessionId: uuid(),
  customerId: uuid("Choose a customer."),
  amountCents: CashAmount,
  /** What it is for; without one it pays bills, oldest first, and renews what has lapsed. */
  purpose: z.object({ userId: uuid(), periods: z.number().int().min(1).max(36) }).optional(),
});
type Cash = z.output<typeof Input>;

const { customers, payments, users } = schema;

export interface CashTaken {
  paymentId: string;
  receipt: string;
  /** False when this form had been sent before. */
  taken: boolean;
}

/**
 * Takes cash from a customer at the staff member's own open till, under a receipt number from a series without gaps,
 * and settles it like any other payment. Errors: forbidden, not_found, invalid, conflict (till closed or another's,
 * customer closed, the form was sent before with other content).
 */
export async function recordCash(ctx: Context, input: z.input<typeof Input>): Promise<CashTaken> {
  authorise(ctx, { staff: "tills.write" });
  const cash = Input.parse(input);
  return withTransaction(ctx, async (tx) => {
    const series = await lockCashSeries(tx);
    const before = await findForm(tx, cash);
    if (before) return before;
    const session = await lockOpenSession(tx, cash.tillSessionId);
    if (session.staffId !== tx.actor.id)
      throw conflict("This till is in somebody else's hands. Open your own.");
    await requirePayer(tx, cash);
    const receipt = await takeNumber(tx, series);
    await settleCash(tx, cash, session, receipt);
    await recordAudit(tx, {
      action: "tills.record-cash",
      entity: { kind: "payment", id: cash.formId },
      data: { receipt, amountCents: cash.amountCents, customerId: cash.customerId },
    });
    return { paymentId: cash.formId, receipt, taken: true };
  });
}

/** The payment that this form has made already. Whoever made it has committed: the series is locked. */
async function findForm(ctx: TxContext, cash: Cash): Promise<CashTaken | undefined> {
  const [standing] = await ctx.tx.select().from(payments).where(eq(payments.id, cash.formId));
  if (!standing) return undefined;
  const same =
    standing.provider === "cash" &&
    standing.customerId === cash.customerId &&
    standing.amountCents === cash.amountCents &&
    standing.tillSessionId === cash.tillSessionId;
  if (!same || !standing.receipt)
    throw conflict("This form was sent before with other content. Close it and begin again.");
  return { paymentId: cash.formId, receipt: standing.receipt, taken: false };
}

async function requirePayer(ctx: TxContext, { customerId, purpose }: Cash) {
  const [customer] = await ctx.tx
    .select({ name: customers.name, status: customers.status })
    .from(customers)
    .where(eq(customers.id, customerId));
  if (!customer) throw notFound("customer");
  if (customer.status !== "active") throw conflict(`${customer.name} is closed.`);
  if (!purpose) return;
  const [user] = await ctx.tx
    .select({ id: users.id })
    .from(users)
    .where(
      and(
        eq(users.id, purpose.userId),
        eq(users.customerId, customerId),
        ne(users.status, "closed"),
      ),
    );
  const message = `${customer.name} has no such user.`;
  if (!user) throw invalid(message, { userId: message });
}

async function settleCash(ctx: TxContext, cash: Cash, session: TillSession, receipt: string) {
  const { customerId, amountCents, purpose } = cash;
  const outcome = await settle(ctx, {
    kind: "cash",
    channelId: session.channelId,
    paymentId: cash.formId,
    tillSessionId: session.id,
    customerId,
    amountCents,
    purpose,
    receipt,
    paidAt: ctx.now(),
    receivedAt: ctx.now(),
  });
  if (outcome.outcome !== "credited") throw new Error(`cash was not credited: ${outcome.outcome}`);
}
