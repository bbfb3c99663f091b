import { and, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { parseReceipt } from "@/lib/mpesa";
import { throttle } from "@/lib/throttle";
import { recordAudit } from "@/services/audit";
import { isPaused } from "@/services/installation";
import { channelsToAsk } from "./claim/channels-to-ask";
import { type Claim, claimKnown } from "./claim/claim-known";
import { defaultMpesaChannel } from "./open-channel";
import { insertRequest } from "./requests/insert-request";
import { isOpenRequest } from "./requests/request-states";
import type { Channel, Payment } from "./settle/types";
import { verifyChannel } from "./verify-first";

const { payments, providerRequests } = schema;
/** Typing mistakes are few; guessing is many. */
const TRIES = {
  customer: { name: "mpesa-code", points: 6, durationSeconds: 3600 },
  staff: { name: "mpesa-code-staff", points: 60, durationSeconds: 3600 },
};
const MESSAGE = "An M-Pesa code has 10 letters and digits, like UF1AB2CD3E.";

export const ClaimInput = z.object({
  customerId: uuid(),
  code: z
    .string(MESSAGE)
    .max(60, MESSAGE)
    .transform((typed, issue) => {
      const receipt = parseReceipt(typed.replace(/[\s.-]/g, ""));
      if (receipt) return receipt;
      issue.addIssue({ code: "custom", message: MESSAGE });
      return z.NEVER;
    }),
});

/**
 * Somebody says that they have paid already and types the M-Pesa code. What we know of it is said; what we do not
 * know is asked of M-Pesa, and only its answer is money. Throws `invalid` (code), `rate_limited`, `paused`,
 * `unavailable`, `forbidden`.
 */
export async function claimPayment(
  ctx: Context,
  input: z.input<typeof ClaimInput>,
): Promise<Claim> {
  authorise(ctx, { staff: "payments.write", customer: input.customerId });
  const { customerId, code } = ClaimInput.parse(input);
  const { actor } = ctx;
  await throttle(ctx, actor.kind === "staff" ? TRIES.staff : TRIES.customer, actor.id);
  if (await isPaused(ctx))
    throw new AppError("paused", "Payments are paused on this installation. Please contact us.");
  return withTransaction(ctx, async (tx) => {
    const channel = await defaultMpesaChannel(tx);
    const known = await lockByReceipt(tx, channel, code);
    const claim = known ? await claimKnown(tx, known, customerId) : undefined;
    const result = claim ?? (await ask(tx, channel, { customerId, code, known }));
    await recordAudit(tx, {
      action: "payments.claim",
      entity: { kind: "customer", id: customerId },
      data: { receipt: code, outcome: result.outcome },
    });
    return result;
  });
}

async function lockByReceipt(
  ctx: TxContext,
  channel: Channel,
  receipt: string,
): Promise<Payment | undefined> {
  const [payment] = await ctx.tx
    .select()
    .from(payments)
    .where(
      and(
        eq(payments.provider, "mpesa"),
        eq(payments.environment, channel.environment),
        eq(payments.receipt, receipt),
      ),
    )
    .for("no key update");
  return payment;
}

/**
 * Asks M-Pesa, once at a time for each receipt, one shortcode after the other until one knows it; and fetches the lists
 * of payments, which may be faster.
 */
async function ask(
  ctx: TxContext,
  channel: Channel,
  { customerId, code, known }: { customerId: string; code: string; known?: Payment },
): Promise<Claim> {
  const channels = await channelsToAsk(ctx);
  const request = await insertRequest(ctx, {
    channelId: (channels[0] ?? channel).id,
    kind: "transaction_status",
    customerId,
    paymentId: known?.id,
    receipt: code,
    reason: "Code typed in",
  });
  if (!known) for (const { id } of channels) await verifyChannel(ctx, id);
  if (request) return { outcome: "checking", requestId: request.id, words: CHECKING };
  const [open] = await ctx.tx
    .select({ id: providerRequests.id })
    .from(providerRequests)
    .where(
      and(
        eq(providerRequests.receipt, code),
        eq(providerRequests.customerId, customerId),
        inArray(providerRequests.kind, ["transaction_status"]),
        isOpenRequest,
      ),
    );
  return open
    ? { outcome: "checking", requestId: open.id, words: CHECKING }
    : {
        outcome: "checking",
        words: "This code is being checked already. Please try again in a few minutes.",
      };
}

const CHECKING = "We are asking M-Pesa about this code.";
