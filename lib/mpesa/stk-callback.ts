import { z } from "zod";
import { type Cents, parseAmount } from "../money";
import { parseStamp } from "../time";
import { plainText } from "./plain-text";
import { parseReceipt } from "./receipt";

const Scalar = z.union([z.string(), z.number()]);
const Id = z.string().regex(/^[!-~]{1,200}$/);
const Callback = z.object({
  Body: z.object({
    stkCallback: z.looseObject({
      MerchantRequestID: Id,
      CheckoutRequestID: Id,
      ResultCode: Scalar.transform((code) => plainText(code, 40)),
      ResultDesc: z.string().default(""),
      CallbackMetadata: z.unknown().optional(),
    }),
  }),
});
/** Items come in any order, any may be missing, `Balance` often has no Value. */
const Metadata = z.object({
  Item: z.array(z.looseObject({ Name: z.string(), Value: z.unknown().optional() })),
});

export interface StkCallback {
  merchantRequestId: string;
  checkoutRequestId: string;
  resultCode: string;
  resultDescription: string;
  /** Each is there only if M-Pesa sent it in a form that can be trusted. */
  receipt?: string;
  amountCents?: Cents;
  paidAt?: Date;
  payerNumber?: string;
}

/** Reads the body of an STK callback; undefined when it is none. Never throws. (Daraja docs) */
export function parseStkCallback(body: string): StkCallback | undefined {
  const parsed = Callback.safeParse(json(body));
  if (!parsed.success) return undefined;
  const { stkCallback } = parsed.data.Body;
  const items = readItems(stkCallback.CallbackMetadata);
  const amount = items.get("Amount");
  const date = items.get("TransactionDate");
  const payer = items.get("PhoneNumber");
  return {
    merchantRequestId: stkCallback.MerchantRequestID,
    checkoutRequestId: stkCallback.CheckoutRequestID,
    resultCode: stkCallback.ResultCode,
    resultDescription: plainText(stkCallback.ResultDesc, 300),
    receipt: parseReceipt(items.get("MpesaReceiptNumber")),
    amountCents: amount === undefined ? undefined : parseAmount(amount),
    paidAt: date === undefined ? undefined : parseStamp(date),
    payerNumber: payer === undefined ? undefined : plainText(payer, 64),
  };
}

/** Items by name. A name given twice with different values is not to be trusted at all. */
function readItems(metadata: unknown): Map<string, string | number> {
  const items = new Map<string, string | number>();
  const parsed = Metadata.safeParse(metadata);
  if (!parsed.success) return items;
  const disputed = new Set<string>();
  for (const { Name, Value } of parsed.data.Item) {
    if (typeof Value !== "string" && typeof Value !== "number") continue;
    if (items.has(Name) && items.get(Name) !== Value) disputed.add(Name);
    items.set(Name, Value);
  }
  for (const name of disputed) items.delete(name);
  return items;
}

export function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
