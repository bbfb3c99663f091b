"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { staffAction } from "@/app/_auth/action";
import {
  addDiscount,
  changePackageNow,
  chooseNextPackage,
  endDiscount,
  pauseUser,
  quotePackageChange,
  renewFromWallet,
  resumePausedUser,
  setAutoRenew,
} from "@/services/billing";
import { requestStkPayment } from "@/services/payments";
import { percent, shillings } from "../_forms/fields";

const ByUser = z.object({ userId: z.string() });
const refresh = (userId: string) => revalidatePath(`/users/${userId}`);

export const quotePackageAction = staffAction({
  input: ByUser.extend({ packageId: z.string("Choose a package.") }),
  run: (ctx, input) => quotePackageChange(ctx, input),
});

export const changePackageAction = staffAction({
  input: ByUser.extend({
    packageId: z.string("Choose a package."),
    when: z.enum(["now", "renewal"]),
    quotedAt: z.string(),
    creditCents: z.string(),
    priceCents: z.string(),
    wait: z.literal("on").optional(),
  }),
  run: async (ctx, { when, wait, ...input }) => {
    if (when === "renewal") await chooseNextPackage(ctx, input);
    else await changePackageNow(ctx, { ...input, whenShort: wait ? "wait" : "refuse" });
    refresh(input.userId);
  },
});

export const keepPackageAction = staffAction({
  input: ByUser,
  run: async (ctx, { userId }) => {
    await chooseNextPackage(ctx, { userId, packageId: null });
    refresh(userId);
  },
});

export const renewAction = staffAction({
  input: ByUser.extend({
    periods: z.string(),
    seenFrom: z.string().optional(),
    seenKept: z.string().optional(),
  }),
  run: async (ctx, input) => {
    await renewFromWallet(ctx, input);
    refresh(input.userId);
  },
});

/** Asks the customer for what a renewal lacks. */
export const promptAction = staffAction({
  input: ByUser.extend({
    customerId: z.string(),
    phone: z.string(),
    periods: z.coerce.number(),
  }),
  run: async (ctx, input) => {
    await requestStkPayment(ctx, input);
    refresh(input.userId);
  },
});

export const pauseAction = staffAction({
  input: ByUser,
  run: async (ctx, input) => {
    await pauseUser(ctx, input);
    refresh(input.userId);
  },
});

export const resumePausedAction = staffAction({
  input: ByUser,
  run: async (ctx, input) => {
    await resumePausedUser(ctx, input);
    refresh(input.userId);
  },
});

export const autoRenewAction = staffAction({
  input: ByUser.extend({ autoRenew: z.enum(["yes", "no"]) }),
  run: async (ctx, { userId, autoRenew }) => {
    await setAutoRenew(ctx, { userId, autoRenew: autoRenew === "yes" });
    refresh(userId);
  },
});

const Days = {
  reason: z.string("Say why."),
  validFrom: z.string().optional(),
  validUntil: z.string().optional(),
};

export const addDiscountAction = staffAction({
  input: z.discriminatedUnion("kind", [
    ByUser.extend({ kind: z.literal("percent"), value: percent, ...Days }),
    ByUser.extend({ kind: z.literal("amount"), value: shillings(), ...Days }),
  ]),
  run: async (ctx, { validFrom, validUntil, ...input }) => {
    await addDiscount(ctx, {
      ...input,
      validFrom: validFrom && `${validFrom}T00:00:00+03:00`,
      // The last day counts whole.
      validUntil: validUntil && `${validUntil}T23:59:59.999+03:00`,
    });
    refresh(input.userId);
  },
});

export const endDiscountAction = staffAction({
  input: ByUser.extend({ discountId: z.string() }),
  run: async (ctx, { userId, discountId }) => {
    await endDiscount(ctx, { discountId });
    refresh(userId);
  },
});
