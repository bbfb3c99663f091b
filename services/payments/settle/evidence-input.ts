import { z } from "zod";
import { uuid } from "@/lib/id";
import type { Evidence } from "../evidence";

const Text = z.string().trim().max(200);

/** The same as `Evidence`, held at the door: whole cents, an upper-case receipt, nothing endless. */
export const EvidenceInput = z.object({
  kind: z.enum([
    "stk_callback",
    "stk_query",
    "c2b_confirmation",
    "pull",
    "transaction_status",
    "typed_code",
    "cash",
  ]),
  channelId: uuid(),
  attemptId: uuid().optional(),
  customerId: uuid().optional(),
  result: z.object({ code: z.string().max(50), description: z.string().max(1000) }).optional(),
  receipt: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z0-9-]{1,40}$/)
    .optional(),
  amountCents: z.number().int().positive().max(1_000_000_000_000).optional(),
  paidAt: z.date().optional(),
  payer: z.object({ number: Text.optional(), name: Text.optional() }).optional(),
  accountReference: Text.optional(),
  shortcode: Text.optional(),
  inboxId: uuid().optional(),
  paymentId: uuid().optional(),
  tillSessionId: uuid().optional(),
  purpose: z.object({ userId: uuid(), periods: z.number().int().min(1).max(36) }).optional(),
  receivedAt: z.date(),
}) satisfies z.ZodType<Evidence>;
