import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { formatMoney } from "@/lib/money";
import { isNotKnown } from "./claim/not-known";
import { loadRequest } from "./requests/load-request";
import { gaveNoAnswer } from "./requests/pass-on";
import { hasNoAnswer, type ProviderRequest } from "./requests/request-states";
import { ByRequest } from "./schemas";

export interface ClaimProgress {
  requestId: string;
  code: string;
  phase: "checking" | "credited" | "queued" | "not_found" | "failed";
  headline: string;
  /** One or two sentences for the customer. */
  words: string;
  /** Nothing more changes by itself. */
  settled: boolean;
}

const { paymentChannels, payments } = schema;
type Payment = typeof payments.$inferSelect;

/** How far the check of a typed code has come, for the customer who typed it. Errors: forbidden, not_found. */
export async function getClaim(
  ctx: Context,
  input: z.input<typeof ByRequest>,
): Promise<ClaimProgress> {
  const parsed = ByRequest.safeParse(input);
  if (!parsed.success) throw notFound("check");
  const request = await loadRequest(ctx, parsed.data.requestId);
  const { id: requestId, receipt: code, customerId } = request;
  authorise(ctx, { staff: "read", customer: customerId ?? undefined });
  if (!code || request.kind !== "transaction_status") throw notFound("check");
  return { requestId, code, ...(await phaseOf(ctx, request)) };
}

type Phase = Pick<ClaimProgress, "phase" | "headline" | "words" | "settled">;

/** The payment itself comes first: it may have become known another way, or been assigned by staff since. */
async function phaseOf(ctx: Context, request: ProviderRequest): Promise<Phase> {
  const payment = await findPayment(ctx, request);
  if (payment && payment.status !== "suspense") return known(payment, request);
  if (hasNoAnswer(request)) return checking(request);
  if (!payment) return failed(request);
  return {
    phase: "queued",
    headline: "With our staff",
    words:
      "M-Pesa has confirmed this payment, but it was paid from another number. Our staff will add it to the right account. Please call us if it is urgent.",
    settled: true,
  };
}

function known(payment: Payment, { customerId }: ProviderRequest): Phase {
  if (payment.status === "reversed")
    return {
      phase: "failed",
      headline: "Reversed",
      words: "This payment was reversed: M-Pesa sent it back.",
      settled: true,
    };
  if (payment.customerId !== customerId)
    return {
      phase: "failed",
      headline: "Another account",
      words:
        "This payment was counted for another account. Please call us if it was meant for this one.",
      settled: true,
    };
  return {
    phase: "credited",
    headline: "Payment found",
    words: `${formatMoney(payment.amountCents)} is in your account. Thank you.`,
    settled: true,
  };
}

const checking = (request: ProviderRequest): Phase => ({
  phase: "checking",
  headline: "Asking M-Pesa",
  words:
    request.attempts > 1
      ? "M-Pesa has not answered yet. We keep asking; you can close this page."
      : "This takes a few seconds. You can close this page: the payment counts without it.",
  settled: false,
});

/** At whichever of our numbers it was paid: the list may bring it while another one is being asked. */
async function findPayment(ctx: Context, { channelId, receipt }: ProviderRequest) {
  const [found] = await handle(ctx)
    .select({ payment: payments })
    .from(paymentChannels)
    .innerJoin(
      payments,
      and(
        eq(payments.provider, paymentChannels.provider),
        eq(payments.environment, paymentChannels.environment),
        eq(payments.receipt, receipt ?? ""),
      ),
    )
    .where(eq(paymentChannels.id, channelId));
  return found?.payment;
}

/** M-Pesa's own answer is the customer's business; what is wrong with our set-up is not. */
function failed({ resultCode, resultDescription, passedOn }: ProviderRequest): Phase {
  const said = (resultCode === "0" || isNotKnown(resultCode)) && !passedOn.some(gaveNoAnswer);
  if (said && resultDescription)
    return { phase: "not_found", headline: "Not found", words: resultDescription, settled: true };
  return {
    phase: "failed",
    headline: "Not checked",
    words:
      "We could not ask M-Pesa about this code. If you have paid, the money still counts as soon as M-Pesa reports it. Please call us if it does not.",
    settled: true,
  };
}
