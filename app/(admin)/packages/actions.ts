"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { staffAction } from "@/app/_auth/action";
import { addPackage, archivePackage, updatePackage } from "@/services/packages";
import { megabits, shillings } from "../_forms/fields";

const Fields = z.object({
  name: z.string("Give the package a name."),
  downloadKbps: megabits,
  uploadKbps: megabits,
  periodCount: z.string("Enter how long it lasts."),
  periodUnit: z.enum(["minute", "hour", "day", "week", "month"], "Choose a unit."),
  priceCents: shillings("Enter a price in shillings."),
  addressPool: z.string().optional(),
});

export const addPackageAction = staffAction({
  input: Fields,
  run: async (ctx, input) => {
    const added = await addPackage(ctx, { ...input, serviceType: "pppoe" });
    revalidatePath("/packages");
    return added;
  },
});

export const updatePackageAction = staffAction({
  input: Fields.extend({ packageId: z.string(), version: z.string() }),
  run: async (ctx, input) => {
    const updated = await updatePackage(ctx, input);
    revalidatePath("/packages");
    return updated;
  },
});

export const archivePackageAction = staffAction({
  input: z.object({ packageId: z.string() }),
  run: async (ctx, input) => {
    await archivePackage(ctx, input);
    revalidatePath("/packages");
  },
});
