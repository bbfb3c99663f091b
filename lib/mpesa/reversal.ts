import { z } from "zod";
import type { DarajaClient } from "./client";
import { type AcceptedOperation, OperationInput, requestOperation, shillings } from "./operation";
import { signAsInitiator } from "./security-credential";

const ReversalInput = OperationInput.extend({
  /** The receipt of the payment that goes back. */
  receipt: z.string().regex(/^[A-Z0-9]{10}$/),
  /** All of it: M-Pesa reverses no parts. */
  amountCents: z.number().int().positive(),
});

/**
 * Asks M-Pesa to give one received payment back, once; whether it did comes to `resultUrl`. Throws DarajaError;
 * after `unknown_outcome` ask for the status, never reverse again by itself. (Daraja docs)
 */
export async function reverseTransaction(
  client: DarajaClient,
  input: z.input<typeof ReversalInput>,
): Promise<AcceptedOperation> {
  const reversal = ReversalInput.parse(input);
  const signed = signAsInitiator(client.config, "reversal");
  return requestOperation(client, "reversal", "/mpesa/reversal/v1/request", {
    Initiator: signed.name,
    SecurityCredential: signed.credential,
    CommandID: "TransactionReversal",
    TransactionID: reversal.receipt,
    Amount: shillings(reversal.amountCents),
    ReceiverParty: client.config.shortcode,
    // So misspelt in the API.
    RecieverIdentifierType: "11",
    ResultURL: reversal.resultUrl,
    QueueTimeOutURL: reversal.timeoutUrl,
    Remarks: reversal.remarks,
    Occasion: reversal.occasion,
  });
}
