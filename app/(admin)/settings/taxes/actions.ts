"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { staffAction } from "@/app/_auth/action";
import { addTaxRate } from "@/services/billing";
import { percent } from "../../_forms/fields";

export const addTaxRateAction = staffAction({
  input: z.object({
    kind: z.enum(["vat", "excise"], "Choose a tax."),
    rateBasisPoints: percent,
    validFrom: z.iso.date("Choose a day."),
  }),
  run: async (ctx, { validFrom, ...input }) => {
    await addTaxRate(ctx, { ...input, validFrom: `${validFrom}T00:00:00+03:00` });
    revalidatePath("/settings/taxes");
  },
});
