import { z } from "zod";
import type { Context } from "./context";
import { OperationKind } from "./operations/schemas";
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
  kind: z.enum(["stk", "c2b", "reversal", "b2c"]),
  direction: z.enum(["in", "out"]).default("in"),
  amountCents: z.number().int(),
  msisdn: z.string(),
  account: z.string(),
  at: z.string(),
  checkoutRequestId: z.string().nullable(),
  linkedReceipt: z.string().nullable().default(null),
});

const SavedOperation = z.object({
  kind: OperationKind,
  originatorConversationId: z.string(),
  conversationId: z.string(),
  about: z.string().nullable(),
  amountCents: z.number().int().nullable(),
  msisdn: z.string().nullable(),
  acceptedAt: z.string(),
  state: z.enum(["waiting", "ended"]),
  resultCode: z.string().nullable(),
  resultDesc: z.string().nullable(),
  receipt: z.string().nullable(),
});
export type SavedOperation = z.output<typeof SavedOperation>;

/** What the state file holds. */
export const SavedState = z.object({
  receiptCounter: z.number().int(),
  pullRegistered: z.boolean(),
  c2b: C2bUrls.nullable(),
  statement: z.array(SavedEntry),
  attempts: z.array(SavedAttempt),
  operations: z.array(SavedOperation).default([]),
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
    operations: [...ctx.operations.values()].slice(-KEEP_ATTEMPTS),
  });
}
