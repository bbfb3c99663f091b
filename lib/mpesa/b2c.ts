import { z } from "zod";
import type { DarajaClient } from "./client";
import { type AcceptedOperation, OperationInput, requestOperation, shillings } from "./operation";
import { signAsInitiator } from "./security-credential";

const B2cInput = OperationInput.extend({
  /** Ours, one per refund for ever: M-Pesa pays one request per id. */
  originatorConversationId: z.string().regex(/^[\w-]{8,100}$/),
  /** Whole shillings, in cents. */
  amountCents: z.number().int().positive().multipleOf(100),
  /** E.164, Kenyan. */
  phone: z.string().regex(/^\+254[17]\d{8}$/),
});

/**
 * Pays a customer out of our M-Pesa account; whether it did comes to `resultUrl`. The only request about money
 * that may be sent again with the same id: M-Pesa then answers `duplicate`. Throws DarajaError. (Daraja docs)
 */
export async function payB2c(
  client: DarajaClient,
  input: z.input<typeof B2cInput>,
): Promise<AcceptedOperation> {
  const payment = B2cInput.parse(input);
  const signed = signAsInitiator(client.config, "b2c");
  return requestOperation(client, "b2c", "/mpesa/b2c/v3/paymentrequest", {
    OriginatorConversationID: payment.originatorConversationId,
    InitiatorName: signed.name,
    SecurityCredential: signed.credential,
    CommandID: "BusinessPayment",
    Amount: shillings(payment.amountCents),
    PartyA: client.config.shortcode,
    PartyB: Number(payment.phone.slice(1)),
    Remarks: payment.remarks,
    QueueTimeOutURL: payment.timeoutUrl,
    ResultURL: payment.resultUrl,
    // So misspelt in the API.
    Occassion: payment.occasion,
  });
}
