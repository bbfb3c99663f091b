import { z } from "zod";
import { acceptOperation } from "../operations/accept";
import { performStatus } from "../operations/perform";
import type { Call } from "./call";
import { firstBadField, ShortCode } from "./fields";
import { isOurs, OperationFields } from "./operation-fields";
import { invalid, type Reply } from "./reply";

const Query = z.object({
  Initiator: z.string().min(1),
  SecurityCredential: OperationFields.SecurityCredential,
  CommandID: z.literal("TransactionStatusQuery"),
  TransactionID: z
    .string()
    .regex(/^[A-Z0-9]{10}$/)
    .optional(),
  OriginalConversationID: z.string().min(1).optional(),
  PartyA: ShortCode,
  IdentifierType: z.enum(["2", "4"]),
  ResultURL: OperationFields.ResultURL,
  QueueTimeOutURL: OperationFields.QueueTimeOutURL,
  Remarks: OperationFields.Remarks,
  Occasion: z.string().max(100).optional(),
});

/** Transaction Status: what became of a receipt, or of an earlier request. */
export async function transactionStatus({ ctx, body }: Call): Promise<Reply> {
  const parsed = Query.safeParse(body);
  if (!parsed.success) return invalid(firstBadField(parsed.error));
  const query = parsed.data;
  const about = query.TransactionID ?? query.OriginalConversationID;
  if (about === undefined) return invalid("TransactionID");
  const identifier =
    ctx.options.kind === "till" && query.PartyA === ctx.options.shortcode ? "2" : "4";
  if (!isOurs(ctx, query.PartyA)) return invalid("PartyA");
  if (query.IdentifierType !== identifier) return invalid("IdentifierType");
  const asked = query.TransactionID ? { receipt: about } : { conversationId: about };
  return acceptOperation(ctx, {
    kind: "transaction_status",
    initiator: query.Initiator,
    credential: query.SecurityCredential,
    resultUrl: query.ResultURL,
    timeoutUrl: query.QueueTimeOutURL,
    about,
    amountCents: null,
    msisdn: null,
    perform: () => performStatus(ctx, asked),
  });
}
