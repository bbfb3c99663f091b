"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { staffAction } from "@/app/_auth/action";
import { registerC2bUrls, registerPull, setInitiator, setValidation } from "@/services/payments";

export const registerUrlsAction = staffAction({
  input: z.object({ channelId: z.string() }),
  run: async (ctx, input) => {
    await registerC2bUrls(ctx, input);
    revalidatePath("/settings/mpesa");
  },
});

export const registerPullAction = staffAction({
  input: z.object({ channelId: z.string(), nominatedNumber: z.string("Enter a number.") }),
  run: async (ctx, input) => {
    await registerPull(ctx, input);
    revalidatePath("/settings/mpesa");
  },
});

export const setValidationAction = staffAction({
  input: z.object({ channelId: z.string(), enabled: z.stringbool() }),
  run: async (ctx, input) => {
    await setValidation(ctx, input);
    revalidatePath("/settings/mpesa");
  },
});

export const setInitiatorAction = staffAction({
  input: z.object({
    channelId: z.string(),
    initiatorName: z.string("Enter the API user's name."),
    initiatorPassword: z.string("Enter the API user's password."),
    certificatePem: z.string().optional(),
  }),
  run: async (ctx, input) => {
    await setInitiator(ctx, input);
    revalidatePath("/settings/mpesa");
  },
});
