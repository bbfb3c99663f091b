import { randomUUID } from "node:crypto";
import { z } from "zod";
import { changed } from "../context";
import { payDirect } from "../direct";
import { SimulatorRefusal } from "../refusal";
import type { Call } from "./call";
import { CallbackUrl, Digits, firstBadField, Phone, ShortCode } from "./fields";
import { isOurs } from "./operation-fields";
import { failure, invalid, ok, type Reply } from "./reply";

const Register = z.object({
  ShortCode,
  ResponseType: z.enum(["Completed", "Cancelled"]),
  ConfirmationURL: CallbackUrl,
  ValidationURL: CallbackUrl,
});

const Simulate = z.object({
  ShortCode,
  CommandID: z.enum(["CustomerPayBillOnline", "CustomerBuyGoodsOnline"]),
  Amount: Digits.pipe(z.string().regex(/^\d{1,9}(\.\d{1,2})?$/))
    .transform(Number)
    .refine((amount) => amount > 0),
  Msisdn: Phone,
  BillRefNumber: Digits.pipe(z.string().max(20)).optional(),
});

/** Registers the C2B URLs, once (live) or again and again (sandbox). */
export const registerUrls =
  (version: "v1" | "v2") =>
  async ({ ctx, body }: Call): Promise<Reply> => {
    const parsed = Register.safeParse(body);
    if (!parsed.success) return invalid(firstBadField(parsed.error));
    const wanted = parsed.data;
    if (!isOurs(ctx, wanted.ShortCode)) return invalid("ShortCode");
    if (ctx.c2b && !ctx.options.c2bRegisterAgain) {
      return failure("500.003.1001", "Urls are already registered");
    }
    ctx.c2b = {
      confirmationUrl: wanted.ConfirmationURL,
      validationUrl: wanted.ValidationURL,
      responseType: wanted.ResponseType,
      version,
    };
    changed(ctx);
    return acknowledged("Success");
  };

/** Sandbox only: a customer pays by hand. */
export async function simulateC2b({ ctx, body }: Call): Promise<Reply> {
  const parsed = Simulate.safeParse(body);
  if (!parsed.success) return invalid(firstBadField(parsed.error));
  const { ShortCode: shortcode, Amount, Msisdn, BillRefNumber } = parsed.data;
  if (!isOurs(ctx, shortcode)) return invalid("ShortCode");
  const paid = payDirect(ctx, { phone: Msisdn, amount: Amount, account: BillRefNumber ?? "" });
  // A payment that the product rejects was still accepted for processing.
  await paid.catch((error: unknown) => {
    if (!(error instanceof SimulatorRefusal)) throw error;
  });
  return acknowledged("Accept the service request successfully.");
}

/** The key is misspelt in reality. */
function acknowledged(description: string): Reply {
  return ok({
    OriginatorCoversationID: `${randomUUID().slice(0, 18)}-1`,
    ResponseCode: "0",
    ResponseDescription: description,
  });
}
