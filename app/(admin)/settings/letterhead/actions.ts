"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { staffAction } from "@/app/_auth/action";
import { saveSettings } from "@/services/settings";

/** One line of the text field is one line of the address; empty ones are left out. */
const Lines = z
  .string()
  .default("")
  .transform((text) =>
    text
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter(Boolean),
  );

export const saveLetterheadAction = staffAction({
  input: z.object({
    legalName: z.string().optional(),
    addressLines: Lines,
    phone: z.string().optional(),
    email: z.email("Enter an email address.").optional(),
    kraPin: z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^[A-Z]\d{9}[A-Z]$/, "A KRA PIN has a letter, nine digits and a letter.")
      .optional(),
    licenceNumber: z.string().optional(),
    footer: z.string().optional(),
  }),
  run: async (ctx, input) => {
    await saveSettings(ctx, "letterhead", input);
    revalidatePath("/settings/letterhead");
  },
});
