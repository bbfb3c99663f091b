import { z } from "zod";
import type { DarajaClient } from "./client";
import { type AcceptedOperation, OperationInput, requestOperation } from "./operation";
import { parseReceipt } from "./receipt";
import { signAsInitiator } from "./security-credential";

const Receipt = z.string().transform((text, issue) => {
  const receipt = parseReceipt(text);
  if (receipt) return receipt;
  issue.addIssue({ code: "custom", message: "A receipt has 10 letters and digits." });
  return z.NEVER;
});

const StatusInput = OperationInput.and(
  z.union([
    z.object({ receipt: Receipt, originalConversationId: z.undefined().optional() }),
    /** The OriginatorConversationID of a request whose result never came. */
    z.object({ originalConversationId: z.string().min(1), receipt: z.undefined().optional() }),
  ]),
);

/**
 * Asks what became of a payment or of an earlier request; the answer comes to `resultUrl`. Asking again after
 * `unknown_outcome` is harmless: no money moves. Throws DarajaError. (Daraja docs)
 */
export async function transactionStatus(
  client: DarajaClient,
  input: z.input<typeof StatusInput>,
): Promise<AcceptedOperation> {
  const { receipt, originalConversationId, ...about } = StatusInput.parse(input);
  const { config } = client;
  const signed = signAsInitiator(config, "transaction_status");
  return requestOperation(client, "transaction_status", "/mpesa/transactionstatus/v1/query", {
    Initiator: signed.name,
    SecurityCredential: signed.credential,
    CommandID: "TransactionStatusQuery",
    ...(receipt ? { TransactionID: receipt } : { OriginalConversationID: originalConversationId }),
    PartyA: config.shortcode,
    // 4 is a Paybill, 2 a till.
    IdentifierType: config.kind === "till" ? "2" : "4",
    ResultURL: about.resultUrl,
    QueueTimeOutURL: about.timeoutUrl,
    Remarks: about.remarks,
    Occasion: about.occasion,
  });
}
