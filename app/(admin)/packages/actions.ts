"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { staffAction } from "@/app/_auth/action";
import { addPackage, archivePackage, updatePackage } from "@/services/packages";
import { amountOf, megabits, shillings } from "../_forms/fields";

const burstSpeed = amountOf(1_000, "Enter a speed in Mbps, like 10 or 1.5.").optional();

const Fields = z.object({
  name: z.string("Give the package a name."),
  downloadKbps: megabits,
  uploadKbps: megabits,
  periodCount: z.string("Enter how long it lasts."),
  periodUnit: z.enum(["minute", "hour", "day", "week", "month"], "Choose a unit."),
  priceCents: shillings("Enter a price in shillings."),
  addressPool: z.string().optional(),
  burstDownloadKbps: burstSpeed,
  burstUploadKbps: burstSpeed,
  burstThresholdDownloadKbps: burstSpeed,
  burstThresholdUploadKbps: burstSpeed,
  burstSeconds: z.string().optional(),
  queuePriority: z.string().optional(),
  sharedUsers: z.string().optional(),
  uptimeLimitSeconds: amountOf(3_600, "Enter a time in hours, like 5.").optional(),
  dataCapBytes: amountOf(1_000_000_000, "Enter an amount in GB, like 20.").optional(),
});
const ServiceType = z.enum(["pppoe", "static", "hotspot"]).default("pppoe");

export const addPackageAction = staffAction({
  input: Fields.extend({ serviceType: ServiceType }),
  run: async (ctx, input) => {
    const added = await addPackage(ctx, input);
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
