import { z } from "zod";
import { type Cents, parseAmount } from "../money";
import { parseStamp } from "../time";
import { classifyError } from "./classify-error";
import type { DarajaClient } from "./client";
import { type MoneyFault, moneyMoved } from "./money-moved";
import { plainText } from "./plain-text";
import { json } from "./stk-callback";

const Scalar = z.union([z.string(), z.number()]).transform(String);
const optionalText = Scalar.nullish().transform((value) => plainText(value ?? "", 100));
const Confirmation = z.looseObject({
  TransactionType: optionalText,
  TransID: z.string(),
  TransTime: Scalar,
  TransAmount: Scalar,
  BusinessShortCode: Scalar,
  BillRefNumber: optionalText,
  MSISDN: optionalText,
  FirstName: optionalText,
  MiddleName: optionalText,
  LastName: optionalText,
});

export interface C2bConfirmation {
  receipt: string;
  amountCents: Cents;
  paidAt: Date | undefined;
  shortcode: string;
  /** As typed; empty for a till. */
  accountReference: string;
  payerNumber: string | undefined;
  payerName: string | undefined;
}

/** Reads a C2B confirmation (validation has the same shape), or says what makes it none. Never throws. */
export function parseC2bConfirmation(
  body: string,
): C2bConfirmation | { fault: MoneyFault | "shape" } {
  const parsed = Confirmation.safeParse(json(body));
  if (!parsed.success) return { fault: "shape" };
  const fields = parsed.data;
  const money = moneyMoved(fields.TransID, fields.TransAmount);
  if ("fault" in money) return money;
  const name = [fields.FirstName, fields.MiddleName, fields.LastName].filter(Boolean).join(" ");
  return {
    ...money,
    paidAt: parseStamp(fields.TransTime),
    shortcode: plainText(fields.BusinessShortCode, 20),
    accountReference: plainText(fields.BillRefNumber, 40),
    payerNumber: fields.MSISDN.slice(0, 64) || undefined,
    payerName: name.slice(0, 100) || undefined,
  };
}

const Question = z.looseObject({
  TransAmount: Scalar,
  BusinessShortCode: Scalar,
  BillRefNumber: optionalText,
  MSISDN: optionalText,
});
/** What one payment can be at most (Safaricom: KES 250,000). */
const MOST_CENTS = 25_000_000;

export interface C2bQuestion {
  /** "impossible": a number, but none that M-Pesa can move. */
  amount: "possible" | "impossible";
  shortcode: string;
  accountReference: string;
  payerNumber: string | undefined;
}

/** Reads M-Pesa's question before a payment; undefined when it cannot be read. Never throws. */
export function parseC2bValidation(body: string): C2bQuestion | undefined {
  const parsed = Question.safeParse(json(body));
  if (!parsed.success) return undefined;
  const { BillRefNumber, BusinessShortCode, MSISDN, TransAmount } = parsed.data;
  const cents = parseAmount(TransAmount);
  return {
    amount: cents !== undefined && cents <= MOST_CENTS ? "possible" : "impossible",
    shortcode: plainText(BusinessShortCode, 20),
    accountReference: plainText(BillRefNumber, 40),
    payerNumber: MSISDN.slice(0, 64) || undefined,
  };
}

const RegisterReply = z.looseObject({ ResponseCode: z.coerce.string() });

/**
 * Tells M-Pesa where direct payments are to be reported. Live: once only, a change goes through the portal.
 * `Completed`: M-Pesa takes the money when our validation does not answer. Throws DarajaError. (Daraja docs)
 */
export async function registerC2bUrls(
  client: DarajaClient,
  urls: { confirmationUrl: string; validationUrl: string },
): Promise<void> {
  const body = await client.post("c2b_register", "/mpesa/c2b/v2/registerurl", {
    ShortCode: client.config.shortcode,
    ResponseType: "Completed",
    ConfirmationURL: urls.confirmationUrl,
    ValidationURL: urls.validationUrl,
  });
  const reply = RegisterReply.safeParse(body);
  if (!reply.success || !/^0+$/.test(reply.data.ResponseCode))
    throw classifyError("c2b_register", 200, body);
}
