"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { customerAction } from "@/app/_auth/action";
import { uuid } from "@/lib/id";
import { Phone } from "@/services/customers";
import { setAutoPromptConsent } from "@/services/dunning";
import { claimPayment, requestStkPayment } from "@/services/payments";

/** Pressing "Pay": the attempt is committed, and the next page follows it. */
export const pay = customerAction({
  input: z.object({
    /** Absent when it settles what is owed and buys nothing. */
    userId: uuid().optional(),
    phone: Phone,
    periods: z.coerce.number().int().min(1).max(12).default(1),
  }),
  run: async (ctx, input, { actor }) => {
    const { attemptId } = await requestStkPayment(ctx, { ...input, customerId: actor.id });
    redirect(`/portal/pay/${attemptId}`);
  },
});

/** "I have paid already": what M-Pesa must be asked about has a page that follows it. */
export const claim = customerAction({
  input: z.object({ code: z.string("Enter the M-Pesa code.") }),
  run: async (ctx, input, { actor }) => {
    const claimed = await claimPayment(ctx, { ...input, customerId: actor.id });
    if (claimed.outcome === "checking" && claimed.requestId)
      redirect(`/portal/code/${claimed.requestId}`);
    return claimed;
  },
});

/** Yes or no to an M-Pesa prompt when time runs out. */
export const agreeToPrompt = customerAction({
  input: z.object({ agreed: z.enum(["yes", "no"]) }),
  run: async (ctx, { agreed }, { actor }) => {
    await setAutoPromptConsent(ctx, { customerId: actor.id, agreed: agreed === "yes" });
    revalidatePath("/portal");
  },
});
