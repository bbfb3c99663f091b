"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { customerAction } from "@/app/_auth/action";
import { uuid } from "@/lib/id";
import { chooseNextPackage, renewFromWallet, setAutoRenew } from "@/services/billing";

const refresh = () => revalidatePath("/portal");

/** Periods from the wallet, when it holds enough. */
export const renewAction = customerAction({
  input: z.object({
    userId: uuid(),
    periods: z.coerce.number().int().min(1).max(12).default(1),
    seenFrom: z.iso.datetime().optional(),
    seenKept: z.coerce.number().int().optional(),
  }),
  run: async (ctx, input) => {
    await renewFromWallet(ctx, input);
    refresh();
  },
});

/** Another package from the next renewal on; no package: the present one stays. */
export const chooseNextAction = customerAction({
  input: z.object({ userId: uuid(), packageId: uuid().optional() }),
  run: async (ctx, { userId, packageId = null }) => {
    await chooseNextPackage(ctx, { userId, packageId });
    refresh();
  },
});

export const autoRenewAction = customerAction({
  input: z.object({ userId: uuid(), autoRenew: z.enum(["yes", "no"]) }),
  run: async (ctx, { userId, autoRenew }) => {
    await setAutoRenew(ctx, { userId, autoRenew: autoRenew === "yes" });
    refresh();
  },
});
