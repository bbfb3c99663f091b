import { z } from "zod";
import type { Context } from "./context";
import { C2bUrls } from "./schemas";

const SavedAttempt = z.object({
  checkoutRequestId: z.string(),
  merchantRequestId: z.string(),
  phone: z.string(),
  amount: z.number(),
  accountReference: z.string(),
  callbackUrl: z.string(),
  pushedAt: z.string(),
  state: z.enum(["prompting", "ended"]),
  resultCode: z.string().nullable(),
  resultDesc: z.string().nullable(),
  receipt: z.string().nullable(),
});

const SavedEntry = z.object({
  receipt: z.string(),
  kind: z.enum(["stk", "c2b"]),
  amountCents: z.number().int(),
  msisdn: z.string(),
  account: z.string(),
  at: z.string(),
  checkoutRequestId: z.string().nullable(),
});

/** What the state file holds. */
export const SavedState = z.object({
  receiptCounter: z.number().int(),
  pullRegistered: z.boolean(),
  c2b: C2bUrls.nullable(),
  statement: z.array(SavedEntry),
  attempts: z.array(SavedAttempt),
});
export type SavedState = z.output<typeof SavedState>;

const KEEP_ATTEMPTS = 500;

export function toSaved(ctx: Context): SavedState {
  return SavedState.parse({
    receiptCounter: ctx.receiptCounter,
    pullRegistered: ctx.pullRegistered,
    c2b: ctx.c2b,
    statement: ctx.statement,
    attempts: [...ctx.attempts.values()].slice(-KEEP_ATTEMPTS),
  });
}
