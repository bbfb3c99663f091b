import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict, invalid } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { formatMoney } from "@/lib/money";
import { parsePhone } from "@/lib/phone";
import { recordAudit } from "@/services/audit";
import { lockWallet } from "@/services/ledger";
import { defaultMpesaChannel } from "./open-channel";
import { insertRequest } from "./requests/insert-request";
import { loadRequest } from "./requests/load-request";
import { setRefundAside } from "./requests/refund-money";
import { Reason } from "./schemas";

/** What M-Pesa pays out at least and at most at a time, in cents. (Daraja docs) */
const MIN_CENTS = 10_00;
const MAX_CENTS = 250_000_00;
const AMOUNT = "Enter whole shillings, from KES 10 to KES 250,000.";

export const RefundInput = z.object({
  /** Made by the form: the same form sent twice is one refund, here and at M-Pesa. */
  refundId: uuid(),
  customerId: uuid(),
  amountCents: z
    .number()
    .int(AMOUNT)
    .min(MIN_CENTS, AMOUNT)
    .max(MAX_CENTS, AMOUNT)
    .multipleOf(100, AMOUNT),
  phone: z.string("Choose a number.").max(30),
  reason: Reason,
});

/**
 * Sends wallet money back to its customer by M-Pesa. The money is set aside here and now; it is gone when M-Pesa says
 * so, and back in the wallet when M-Pesa refuses. Errors: forbidden, invalid (amount, phone, reason), conflict
 * (wallet too low, the form was sent before with other content), unavailable.
 */
export async function requestRefund(
  ctx: Context,
  input: z.input<typeof RefundInput>,
): Promise<{ requestId: string; reused: boolean }> {
  authorise(ctx, { staff: "payments.reverse" });
  const refund = RefundInput.parse(input);
  return withTransaction(ctx, async (tx) => {
    const phone = await requireOwnPhone(tx, refund.customerId, refund.phone);
    const wallet = await lockWallet(tx, refund.customerId);
    const channel = await defaultMpesaChannel(tx);
    const { refundId: id, customerId, amountCents, reason } = refund;
    const wanted = { id, customerId, amountCents, reason, phone, channelId: channel.id };
    const request = await insertRequest(tx, { ...wanted, kind: "refund" });
    if (!request) return reuse(tx, { id, customerId, amountCents, phone });
    if (wallet.balanceCents < amountCents)
      throw tooMuch(`The wallet has ${formatMoney(wallet.balanceCents)}.`);
    await setRefundAside(tx, request);
    await recordAudit(tx, {
      action: "payments.request-refund",
      entity: { kind: "customer", id: customerId },
      data: { amountCents, reason, requestId: id },
    });
    return { requestId: id, reused: false };
  });
}

const tooMuch = (message: string) => conflict(message, { amountCents: message });

/** Money goes to its customer's own phones and to nobody else's. */
async function requireOwnPhone(ctx: TxContext, customerId: string, typed: string): Promise<string> {
  const { customerPhones } = schema;
  const phone = parsePhone(typed);
  const [own] = phone
    ? await ctx.tx
        .select({ phone: customerPhones.phone })
        .from(customerPhones)
        .where(
          and(
            eq(customerPhones.customerId, customerId),
            eq(customerPhones.phone, phone),
            isNull(customerPhones.removedAt),
          ),
        )
    : [];
  if (own && /^\+254[17]\d{8}$/.test(own.phone)) return own.phone;
  const message = "Choose one of this customer's own M-Pesa numbers.";
  throw invalid(message, { phone: message });
}

async function reuse(
  ctx: TxContext,
  wanted: { id: string; customerId: string; amountCents: number; phone: string },
) {
  const standing = await loadRequest(ctx, wanted.id);
  const same =
    standing.kind === "refund" &&
    standing.customerId === wanted.customerId &&
    standing.amountCents === wanted.amountCents &&
    standing.phone === wanted.phone;
  if (!same) throw conflict("This form was sent before with other content. Please open it again.");
  return { requestId: wanted.id, reused: true };
}
