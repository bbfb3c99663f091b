import type { Context } from "@/lib/context";
import { env } from "@/lib/env";
import {
  type AcceptedOperation,
  type DarajaClient,
  hookUrl,
  payB2c,
  reverseTransaction,
  transactionStatus,
} from "@/lib/mpesa";
import { openRequestToken } from "../credentials";
import { openMpesaChannel } from "../open-channel";
import { loadRequest } from "./load-request";
import type { ProviderRequest } from "./request-states";

type Call = () => Promise<AcceptedOperation>;

/** Opens the channel and makes the call ready. Nothing has left yet: all that throws here is a definite failure. */
export async function prepareCall(ctx: Context, request: ProviderRequest): Promise<Call> {
  try {
    const { client } = await openMpesaChannel(ctx, request.channelId);
    const origin = env().CALLBACK_BASE_URL ?? env().APP_URL;
    const token = openRequestToken(request.id, request.tokenEncrypted);
    const about = {
      resultUrl: hookUrl(origin, `/api/hooks/pay/result/${token}`),
      timeoutUrl: hookUrl(origin, `/api/hooks/pay/timeout/${token}`),
      remarks: REMARKS[request.kind],
    };
    return await callFor(ctx, client, request, about);
  } catch (error) {
    throw new NotSent(error);
  }
}

/** Something of ours is not set up: the request has not left. */
export class NotSent extends Error {
  constructor(cause: unknown) {
    super("the request could not be made", { cause });
    this.name = "NotSent";
  }
}

const REMARKS = {
  transaction_status: "Payment check",
  reversal: "Payment reversed",
  refund: "Refund",
} as const;

async function callFor(
  ctx: Context,
  client: DarajaClient,
  request: ProviderRequest,
  about: { resultUrl: string; timeoutUrl: string; remarks: string },
): Promise<Call> {
  const { kind } = request;
  switch (kind) {
    case "transaction_status": {
      const subject = await subjectOf(ctx, request);
      return () => transactionStatus(client, { ...about, ...subject });
    }
    case "reversal": {
      const order = { receipt: request.receipt ?? "", amountCents: request.amountCents ?? 0 };
      return () => reverseTransaction(client, { ...about, ...order });
    }
    case "refund": {
      const { amountCents, phone, id } = request;
      const order = { amountCents: amountCents ?? 0, phone: phone ?? "" };
      return () => payB2c(client, { ...about, ...order, originatorConversationId: id });
    }
  }
}

/** What is asked about: a receipt, or an earlier request of ours, of a refund by the id that we gave it. */
async function subjectOf(ctx: Context, question: ProviderRequest) {
  if (question.receipt) return { receipt: question.receipt };
  if (!question.aboutRequestId) throw new Error("a question is about a receipt or a request");
  const target = await loadRequest(ctx, question.aboutRequestId);
  const originalConversationId =
    target.kind === "refund" ? target.id : target.originatorConversationId;
  if (!originalConversationId) throw new Error("M-Pesa has given no id to ask about");
  return { originalConversationId };
}
