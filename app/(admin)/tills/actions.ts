"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { staffAction } from "@/app/_auth/action";
import { addTill, closeTill, openTill, recordCash, voidCash } from "@/services/tills";
import { shillings } from "../_forms/fields";

const COUNT = "Enter what you have counted, like 1500 or 0.";

export const addTillAction = staffAction({
  input: z.object({ name: z.string("Enter a name.") }),
  run: async (ctx, input) => {
    const added = await addTill(ctx, input);
    revalidatePath("/tills");
    return added;
  },
});

export const openTillAction = staffAction({
  input: z.object({ channelId: z.string(), opening: shillings(COUNT) }),
  run: async (ctx, { channelId, opening }) => {
    const opened = await openTill(ctx, { channelId, openingCents: opening });
    revalidatePath("/tills");
    return opened;
  },
});

export const closeTillAction = staffAction({
  input: z.object({
    tillSessionId: z.string(),
    counted: shillings(COUNT),
    note: z.string().optional(),
  }),
  run: async (ctx, { tillSessionId, counted, note }) => {
    const closed = await closeTill(ctx, { tillSessionId, countedCents: counted, note });
    revalidatePath("/tills");
    return closed;
  },
});

export const recordCashAction = staffAction({
  input: z.object({
    formId: z.string(),
    tillSessionId: z.string(),
    customerId: z.string("Choose a customer."),
    amount: shillings(),
    userId: z.string().optional(),
    periods: z.coerce.number().optional(),
  }),
  run: async (ctx, { amount, userId, periods = 1, ...cash }) => {
    const purpose = userId && userId !== "wallet" ? { userId, periods } : undefined;
    const taken = await recordCash(ctx, { ...cash, amountCents: amount, purpose });
    revalidatePath("/tills");
    revalidatePath(`/customers/${cash.customerId}`);
    return taken;
  },
});

export const voidCashAction = staffAction({
  input: z.object({ paymentId: z.string(), reason: z.string("Say why.") }),
  run: async (ctx, input) => {
    await voidCash(ctx, input);
    revalidatePath("/tills");
    revalidatePath(`/payments/${input.paymentId}`);
  },
});
