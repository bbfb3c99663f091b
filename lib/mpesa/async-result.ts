import { z } from "zod";
import { readParameters } from "./async-parameters";
import { type AsyncResultDetails, pickDetails } from "./async-result-details";
import { plainText } from "./plain-text";
import { parseReceipt } from "./receipt";
import { json } from "./stk-callback";

const Id = z.string().regex(/^[!-~]{1,200}$/);
const Scalar = z.union([z.string(), z.number()]);
const Envelope = z.object({
  Result: z.looseObject({
    ResultCode: Scalar.transform((code) => plainText(code, 40)),
    ResultDesc: z.string().nullish(),
    OriginatorConversationID: Id,
    ConversationID: Id,
    TransactionID: z.unknown().optional(),
    ResultParameters: z.unknown().optional(),
    ReferenceData: z.unknown().optional(),
  }),
});

/** The result of a status query, a reversal or a B2C payment; a queue time-out comes in the same envelope. */
export interface AsyncResult {
  /** As text: M-Pesa sends numbers and strings. `classifyAsyncResult` says what it means. */
  resultCode: string;
  resultDescription: string;
  originatorConversationId: string;
  conversationId: string;
  /** The receipt of the operation itself: a reversal's or B2C payment's own. Status queries have none. */
  transactionId?: string;
  /** What the parameters say, each only if it came in one form that can be trusted. */
  details: AsyncResultDetails;
  /** Every parameter with a value, in order; a key may have several. */
  parameters: ReadonlyMap<string, readonly string[]>;
  /** Every reference item, likewise. */
  reference: ReadonlyMap<string, readonly string[]>;
}

/** Reads the body that came to a ResultURL or QueueTimeOutURL; undefined when it is none. Never throws. (Daraja docs) */
export function parseAsyncResult(body: string): AsyncResult | undefined {
  const parsed = Envelope.safeParse(json(body));
  if (!parsed.success) return undefined;
  const { Result } = parsed.data;
  const parameters = readParameters(Result.ResultParameters, "ResultParameter");
  return {
    resultCode: Result.ResultCode,
    resultDescription: plainText(Result.ResultDesc ?? "", 300),
    originatorConversationId: Result.OriginatorConversationID,
    conversationId: Result.ConversationID,
    transactionId: ownReceipt(Result.TransactionID),
    details: pickDetails(parameters),
    parameters,
    reference: readParameters(Result.ReferenceData, "ReferenceItem"),
  };
}

/** Where nothing moved, M-Pesa fills in something that looks like a receipt, such as OAK0000000. */
function ownReceipt(value: unknown): string | undefined {
  const receipt = parseReceipt(value);
  return receipt?.endsWith("0000000") ? undefined : receipt;
}
