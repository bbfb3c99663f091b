"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { staffAction } from "@/app/_auth/action";
import { parsePhone } from "@/lib/phone";
import { saveSettings } from "@/services/settings";

const whole = (least: number, most: number) => {
  const words = `Enter a whole number from ${least} to ${most}.`;
  return z.coerce.number(words).int(words).min(least, words).max(most, words);
};

const phones = z
  .string()
  .default("")
  .transform((text) => [...new Set(text.split(/[\n,;]+/).map((one) => one.trim()))].filter(Boolean))
  .refine((list) => list.length <= 5, "Five at most.")
  .transform((list, ctx) =>
    list.flatMap((text) => {
      const phone = parsePhone(text);
      if (!phone) ctx.addIssue({ code: "custom", message: `${text} is no phone number.` });
      return phone ?? [];
    }),
  );

export const saveAlertsAction = staffAction({
  input: z.object({
    phones,
    smsFrom: z.enum(["info", "warn", "bad"]),
    quietMinutes: whole(5, 1440),
    cpuPercent: whole(50, 100),
  }),
  run: async (ctx, input) => {
    await saveSettings(ctx, "alerts", input);
    revalidatePath("/settings/alerts");
  },
});
