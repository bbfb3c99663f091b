"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { staffAction } from "@/app/_auth/action";
import { addCharge, creditBill, voidBill } from "@/services/billing";
import { shillings } from "../_forms/fields";

const ByCustomer = z.object({ customerId: z.string() });
const refresh = (customerId: string) => revalidatePath(`/customers/${customerId}`);

export const addChargeAction = staffAction({
  input: ByCustomer.extend({
    formId: z.string().optional(),
    userId: z.string().optional(),
    description: z.string("Say what it is for."),
    amountCents: shillings(),
  }),
  run: async (ctx, input) => {
    const added = await addCharge(ctx, input);
    refresh(input.customerId);
    return added;
  },
});

export const voidBillAction = staffAction({
  input: ByCustomer.extend({ billId: z.string(), reason: z.string("Say why.") }),
  run: async (ctx, { customerId, ...input }) => {
    await voidBill(ctx, input);
    refresh(customerId);
  },
});

export const creditBillAction = staffAction({
  input: ByCustomer.extend({
    formId: z.string().optional(),
    billId: z.string(),
    amountCents: shillings(),
    reason: z.string("Say why."),
  }),
  run: async (ctx, { customerId, ...input }) => {
    await creditBill(ctx, input);
    refresh(customerId);
  },
});
