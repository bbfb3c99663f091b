"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { staffAction } from "@/app/_auth/action";
import {
  finishQuarantined,
  joinReceipt,
  resolveRequest,
  reversePayment,
} from "@/services/payments";

const Why = z.string("Say why, for whoever looks later.");

export const reversePaymentAction = staffAction({
  input: z.object({
    paymentId: z.string(),
    reason: Why,
    how: z.enum(["provider", "books"], "Say where the money is."),
  }),
  run: async (ctx, input) => {
    const reversal = await reversePayment(ctx, input);
    revalidatePath(`/payments/${input.paymentId}`);
    return reversal;
  },
});

export const joinReceiptAction = staffAction({
  input: z.object({ attemptId: z.string(), paymentId: z.string(), reason: Why }),
  run: async (ctx, input) => {
    const joined = await joinReceipt(ctx, input);
    revalidatePath("/payments", "layout");
    return joined;
  },
});

export const resolveRequestAction = staffAction({
  input: z.object({
    requestId: z.string(),
    outcome: z.enum(["happened", "did_not_happen"], "Say what M-Pesa's portal shows."),
    receipt: z.string().optional(),
    note: Why,
  }),
  run: async (ctx, input) => {
    await resolveRequest(ctx, input);
    revalidatePath("/payments/requests");
  },
});

export const finishQuarantinedAction = staffAction({
  input: z.object({ callbackId: z.string(), note: z.string("Write what was done about it.") }),
  run: async (ctx, input) => {
    const finished = await finishQuarantined(ctx, input);
    revalidatePath("/payments/callbacks");
    return finished;
  },
});
