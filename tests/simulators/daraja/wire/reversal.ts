import { z } from "zod";
import { acceptOperation } from "../operations/accept";
import { performReversal } from "../operations/perform";
import type { Call } from "./call";
import { firstBadField, ShortCode } from "./fields";
import { AmountCents, isOurs, OperationFields } from "./operation-fields";
import { invalid, type Reply } from "./reply";

const Request = z.object({
  Initiator: z.string().min(1),
  SecurityCredential: OperationFields.SecurityCredential,
  CommandID: z.literal("TransactionReversal"),
  TransactionID: z.string().regex(/^[A-Z0-9]{10}$/),
  Amount: AmountCents,
  ReceiverParty: ShortCode,
  // Misspelt in reality.
  RecieverIdentifierType: z.literal("11"),
  ResultURL: OperationFields.ResultURL,
  QueueTimeOutURL: OperationFields.QueueTimeOutURL,
  Remarks: OperationFields.Remarks,
  Occasion: z.string().max(100).optional(),
});

/** Reversal: a received payment goes back, all of it. */
export async function requestReversal({ ctx, body }: Call): Promise<Reply> {
  const parsed = Request.safeParse(body);
  if (!parsed.success) return invalid(firstBadField(parsed.error));
  const request = parsed.data;
  if (!isOurs(ctx, request.ReceiverParty)) return invalid("ReceiverParty");
  const asked = { receipt: request.TransactionID, amountCents: request.Amount };
  return acceptOperation(ctx, {
    kind: "reversal",
    initiator: request.Initiator,
    credential: request.SecurityCredential,
    resultUrl: request.ResultURL,
    timeoutUrl: request.QueueTimeOutURL,
    about: request.TransactionID,
    amountCents: request.Amount,
    msisdn: null,
    perform: () => performReversal(ctx, asked),
  });
}
