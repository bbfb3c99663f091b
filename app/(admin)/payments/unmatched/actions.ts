"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { staffAction } from "@/app/_auth/action";
import { assignPayment } from "@/services/payments";
import { shillings } from "../../_forms/fields";

const Part = z.object({
  customerId: z.string("Choose a customer."),
  amount: shillings(),
});

export const assignAction = staffAction({
  input: z.object({
    paymentId: z.string(),
    parts: z.record(z.string(), Part, "Choose a customer."),
    note: z.string().optional(),
  }),
  run: async (ctx, { paymentId, parts, note }) => {
    const given = await assignPayment(ctx, {
      paymentId,
      note,
      parts: Object.values(parts).map(({ customerId, amount }) => ({
        customerId,
        amountCents: amount,
      })),
    });
    revalidatePath("/payments", "layout");
    return given;
  },
});
