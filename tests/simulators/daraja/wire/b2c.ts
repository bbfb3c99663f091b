import { z } from "zod";
import { acceptOperation } from "../operations/accept";
import { performB2c } from "../operations/perform";
import type { Call } from "./call";
import { firstBadField, Phone, ShortCode, WholeAmount } from "./fields";
import { isOurs, OperationFields } from "./operation-fields";
import { failure, invalid, type Reply } from "./reply";

const Request = z.object({
  OriginatorConversationID: z.string().min(1).max(100),
  InitiatorName: z.string().min(1),
  SecurityCredential: OperationFields.SecurityCredential,
  CommandID: z.enum(["BusinessPayment", "SalaryPayment", "PromotionPayment"]),
  Amount: WholeAmount,
  PartyA: ShortCode,
  PartyB: Phone,
  Remarks: OperationFields.Remarks,
  QueueTimeOutURL: OperationFields.QueueTimeOutURL,
  ResultURL: OperationFields.ResultURL,
  // Misspelt in reality.
  Occassion: z.string().max(100).optional(),
});

/** B2C v3: pays a customer, once for each OriginatorConversationID. */
export async function payCustomer({ ctx, body }: Call): Promise<Reply> {
  const parsed = Request.safeParse(body);
  if (!parsed.success) return invalid(firstBadField(parsed.error));
  const request = parsed.data;
  if (!isOurs(ctx, request.PartyA)) return invalid("PartyA");
  const id = request.OriginatorConversationID;
  const known = [...ctx.operations.values()].some((one) => one.originatorConversationId === id);
  if (known) return failure("500.002.1001", "Duplicate OriginatorConversationID.");
  const asked = { msisdn: request.PartyB, amountCents: request.Amount * 100 };
  return acceptOperation(ctx, {
    kind: "b2c",
    initiator: request.InitiatorName,
    credential: request.SecurityCredential,
    resultUrl: request.ResultURL,
    timeoutUrl: request.QueueTimeOutURL,
    about: null,
    ...asked,
    originatorConversationId: id,
    perform: () => performB2c(ctx, asked),
  });
}
