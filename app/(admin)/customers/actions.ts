"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { staffAction } from "@/app/_auth/action";
import { onboardCustomer, updateCustomer } from "@/services/customers";
import { setAutoPromptConsent } from "@/services/dunning";
import { claimPayment, requestRefund } from "@/services/payments";
import { addUser } from "@/services/users";
import { shillings } from "../_forms/fields";

const Person = {
  name: z.string("Enter the customer's name."),
  phone: z.string("Enter a phone number."),
  email: z.string().optional(),
  address: z.string().optional(),
};

const Connection = z.object({
  packageId: z.string("Choose a package."),
  routerId: z.string("Choose a router."),
  username: z.string("Enter a username."),
  password: z.string().optional(),
  staticAddress: z.string().optional(),
  macAddress: z.string().optional(),
});

export const onboardAction = staffAction({
  input: z.object({
    ...Person,
    user: Connection.prefault({} as z.input<typeof Connection>),
    installationFee: shillings().optional(),
  }),
  run: async (ctx, { installationFee, ...customer }) => {
    const fees = installationFee
      ? [{ description: "Installation", amountCents: installationFee }]
      : [];
    const onboarded = await onboardCustomer(ctx, { ...customer, fees });
    revalidatePath("/customers");
    return onboarded;
  },
});

export const updateCustomerAction = staffAction({
  input: z.object({
    ...Person,
    notes: z.string().optional(),
    customerId: z.string(),
    version: z.string(),
  }),
  run: async (ctx, input) => {
    await updateCustomer(ctx, input);
    revalidatePath(`/customers/${input.customerId}`);
  },
});

export const addUserAction = staffAction({
  input: Connection.extend({ customerId: z.string() }),
  run: async (ctx, input) => {
    const added = await addUser(ctx, input);
    revalidatePath(`/customers/${input.customerId}`);
    return added;
  },
});

export const checkCodeAction = staffAction({
  input: z.object({ customerId: z.string(), code: z.string("Enter the M-Pesa code.") }),
  run: async (ctx, input) => {
    const claim = await claimPayment(ctx, input);
    revalidatePath(`/customers/${input.customerId}`);
    return claim;
  },
});

export const refundAction = staffAction({
  input: z.object({
    refundId: z.string(),
    customerId: z.string(),
    amountCents: shillings(),
    phone: z.string("Choose a number."),
    reason: z.string("Say why, for whoever looks later."),
  }),
  run: async (ctx, input) => {
    const refund = await requestRefund(ctx, input);
    revalidatePath(`/customers/${input.customerId}`);
    return refund;
  },
});

export const setConsentAction = staffAction({
  input: z.object({ customerId: z.string(), agreed: z.enum(["yes", "no"]) }),
  run: async (ctx, { customerId, agreed }) => {
    await setAutoPromptConsent(ctx, { customerId, agreed: agreed === "yes" });
    revalidatePath(`/customers/${customerId}`);
  },
});
