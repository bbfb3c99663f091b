import { z } from "zod";
import type { Context } from "../context";
import { CallbackUrl, Digits } from "./fields";

/** Fields that every asynchronous API wants. */
export const OperationFields = {
  SecurityCredential: z.string().min(1),
  Remarks: z.string().min(1).max(100),
  ResultURL: CallbackUrl,
  QueueTimeOutURL: CallbackUrl,
};

/** Shillings with at most two decimals, as cents. */
export const AmountCents = Digits.pipe(z.string().regex(/^\d{1,9}(\.\d{1,2})?$/))
  .transform((text) => Math.round(Number(text) * 100))
  .refine((cents) => cents > 0);

/** A Paybill is known by its number; a till by its own or its store's. */
export const isOurs = (ctx: Context, shortcode: string): boolean =>
  shortcode === ctx.options.shortcode || shortcode === ctx.options.storeNumber;
