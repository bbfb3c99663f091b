import { z } from "zod";
import { invalid } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { isUsableCertificate } from "@/lib/mpesa";
import { parsePhone } from "@/lib/phone";

export const ByAttempt = z.object({ attemptId: uuid() });
export const ByChannel = z.object({ channelId: uuid() });
export const ByInbox = z.object({ inboxId: uuid() });
export const ByRequest = z.object({ requestId: uuid() });

/** Why money is sent back, for whoever looks later. */
export const Reason = z
  .string("Say why, for whoever looks later.")
  .trim()
  .min(3, "Say why, for whoever looks later.")
  .max(150, "At most 150 characters.");

export const MpesaChannelInput = z.object({
  name: z.string().trim().min(1).max(60),
  environment: z.enum(["simulator", "sandbox", "production"]),
  kind: z.enum(["paybill", "till"]),
  shortcode: z.string().regex(/^\d{5,7}$/, "A paybill or till number has 5 to 7 digits."),
  /** Tills: the store (head office) number that signs requests. */
  storeNumber: z
    .string()
    .regex(/^\d{5,7}$/)
    .optional(),
  baseUrl: z.url().transform((url) => url.replace(/\/+$/, "")),
  consumerKey: z.string().min(1),
  consumerSecret: z.string().min(1),
  passkey: z.string().min(1),
  /** Initiator and certificate are for status, reversals and refunds; what is not given stays as stored. */
  initiatorName: z.string().trim().min(1).max(100).optional(),
  initiatorPassword: z.string().min(1).max(200).optional(),
  certificatePem: z
    .string()
    .max(20_000)
    .refine(isUsableCertificate, "This is not M-Pesa's certificate (a PEM file).")
    .optional(),
  isDefault: z.boolean().default(true),
});

export const StkPaymentInput = z.object({
  customerId: uuid(),
  /** Whose time it buys; absent when it only settles what the customer owes. */
  userId: uuid().optional(),
  phone: z.string().max(30),
  periods: z.number().int().min(1).max(36).default(1),
});

/** A Kenyan mobile number in E.164. Throws `invalid` bound to the field. */
export function requireMpesaPhone(text: string): string {
  const phone = parsePhone(text);
  if (phone && /^\+254[17]\d{8}$/.test(phone)) return phone;
  const message = "Enter a Safaricom number such as 0712 345 678.";
  throw invalid(message, { phone: message });
}

export const CallbackInput = z.object({
  kind: z.enum([
    "stk_callback",
    "c2b_confirmation",
    "c2b_validation",
    "sms_report",
    "provider_result",
    "provider_timeout",
  ]),
  token: z.string().max(2000),
  sourceAddress: z.string().max(64),
  body: z.string(),
  /** The body was longer than we take; `body` is its beginning. */
  tooLarge: z.boolean().default(false),
});
