"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { staffAction } from "@/app/_auth/action";
import { env } from "@/lib/env";
import { resumeInstallation } from "@/services/installation";
import { saveSettings } from "@/services/settings";

const whole = (what: string) =>
  z.coerce.number(`Enter ${what} as a whole number.`).int(`Enter ${what} as a whole number.`);
const ticked = z.literal("on").optional().transform(Boolean);
const hours = z
  .string()
  .default("")
  .transform((text) =>
    text
      .split(/[\s,;]+/)
      .filter(Boolean)
      .map(Number),
  )
  .refine(
    (list) => list.every((hour) => Number.isInteger(hour) && hour >= 1 && hour <= 720),
    "Enter whole hours from 1 to 720, for example 72, 24.",
  )
  .refine((list) => list.length <= 5, "Five at most.");

export const saveBillingAction = staffAction({
  input: z.object({
    graceHours: whole("the hours").min(0, "0 to 336.").max(336, "0 to 336."),
    postpaidDueDays: whole("the days").min(0, "0 to 60.").max(60, "0 to 60."),
    postpaidGraceDays: whole("the days").min(0, "0 to 60.").max(60, "0 to 60."),
  }),
  run: async (ctx, input) => {
    await saveSettings(ctx, "billing", input);
    revalidatePath("/settings/billing");
  },
});

export const saveRemindersAction = staffAction({
  input: z.object({
    remindBeforeHours: hours,
    remindAfterHours: hours,
    remindAtExpiry: ticked,
    autoPrompt: ticked,
  }),
  run: async (ctx, input) => {
    await saveSettings(ctx, "dunning", input);
    revalidatePath("/settings/reminders");
  },
});

export const resumeInstallationAction = staffAction({
  input: z.object({}),
  run: async (ctx) => {
    await resumeInstallation(ctx, { installationId: env().INSTALLATION_ID });
    revalidatePath("/", "layout");
  },
});
