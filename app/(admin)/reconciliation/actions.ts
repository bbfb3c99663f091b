"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { staffAction } from "@/app/_auth/action";
import { takeBackPart } from "@/services/payments";
import { importStatement, recordWithdrawal, settleLine } from "@/services/reconciliation";

export const importStatementAction = staffAction({
  input: z.object({
    channelId: z.string(),
    file: z
      .instanceof(File, { error: "Choose a file." })
      .refine((file) => file.size > 0, "Choose a file."),
  }),
  run: async (ctx, { channelId, file }) => {
    const text = await file.text();
    const imported = await importStatement(ctx, { channelId, fileName: file.name, text });
    revalidatePath("/reconciliation", "layout");
    return imported;
  },
});

export const settleLineAction = staffAction({
  input: z.object({ lineId: z.string() }),
  run: async (ctx, input) => {
    const settled = await settleLine(ctx, input);
    revalidatePath("/reconciliation", "layout");
    return settled;
  },
});

export const recordWithdrawalAction = staffAction({
  input: z.object({ lineId: z.string(), note: z.string("Say who took it out, and why.") }),
  run: async (ctx, input) => {
    const recorded = await recordWithdrawal(ctx, input);
    revalidatePath("/reconciliation", "layout");
    return recorded;
  },
});

export const takeBackPartAction = staffAction({
  input: z.object({ lineId: z.string() }),
  run: async (ctx, input) => {
    const taken = await takeBackPart(ctx, input);
    revalidatePath("/reconciliation", "layout");
    return taken;
  },
});
