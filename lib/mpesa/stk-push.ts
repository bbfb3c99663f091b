import { z } from "zod";
import { classifyError } from "./classify-error";
import type { DarajaClient } from "./client";
import { DarajaError } from "./errors";
import { signRequest } from "./password";

const PushReply = z.object({
  MerchantRequestID: z.string().min(1),
  CheckoutRequestID: z.string().min(1),
  ResponseCode: z.coerce.string(),
  CustomerMessage: z.string().optional(),
});

const PushInput = z.object({
  /** Whole shillings, in cents. */
  amountCents: z.number().int().positive().multipleOf(100),
  /** E.164, Kenyan. */
  phone: z.string().regex(/^\+254[17]\d{8}$/),
  accountReference: z.string().regex(/^[A-Za-z0-9]{1,12}$/),
  description: z.string().min(1).max(13),
  callbackUrl: z.url(),
});

export interface AcceptedPush {
  merchantRequestId: string;
  checkoutRequestId: string;
}

/**
 * Asks for the PIN prompt on the customer's phone, once. Accepted does not mean paid. Throws DarajaError; with
 * `unknown_outcome` the prompt may be on the phone, and the push must not be sent again. (Daraja docs)
 */
export async function stkPush(
  client: DarajaClient,
  input: z.input<typeof PushInput>,
): Promise<AcceptedPush> {
  const push = PushInput.parse(input);
  const { config } = client;
  // JSON numbers: one live operator got 1037 for strings.
  const phone = Number(push.phone.slice(1));
  const body = await client.post("push", "/mpesa/stkpush/v1/processrequest", {
    ...signRequest(config, client.now()),
    TransactionType: config.kind === "till" ? "CustomerBuyGoodsOnline" : "CustomerPayBillOnline",
    Amount: push.amountCents / 100,
    PartyA: phone,
    PartyB: Number(config.shortcode),
    PhoneNumber: phone,
    CallBackURL: push.callbackUrl,
    AccountReference: push.accountReference,
    TransactionDesc: push.description,
  });
  const reply = PushReply.safeParse(body);
  if (reply.success && reply.data.ResponseCode === "0")
    return {
      merchantRequestId: reply.data.MerchantRequestID,
      checkoutRequestId: reply.data.CheckoutRequestID,
    };
  if (hasRefusal(body)) throw classifyError("push", 200, body);
  throw new DarajaError("unknown_outcome", "push", "shape", "reply of an unknown shape");
}

const Refusal = z.union([
  z.looseObject({ ResponseCode: z.coerce.string().regex(/^(?!0$).+/) }),
  z.looseObject({ errorCode: z.string().min(1) }),
]);
const hasRefusal = (body: unknown) => Refusal.safeParse(body).success;
