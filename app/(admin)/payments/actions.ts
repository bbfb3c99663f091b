"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { staffAction } from "@/app/_auth/action";
import { resolveRequest, reversePayment } from "@/services/payments";

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
