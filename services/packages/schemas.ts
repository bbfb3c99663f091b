import { z } from "zod";

const speed = z.coerce
  .number("Enter a speed in kbit/s.")
  .int("Whole kbit/s only.")
  .min(64, "At least 64 kbit/s.")
  .max(10_000_000, "At most 10 Gbit/s.");

export const PackageInput = z.object({
  name: z.string().trim().min(2, "Give the package a name.").max(60, "At most 60 characters."),
  serviceType: z.enum(["pppoe", "static", "hotspot"]),
  downloadKbps: speed,
  uploadKbps: speed,
  periodUnit: z.enum(["minute", "hour", "day", "week", "month"]),
  periodCount: z.coerce
    .number("Enter a whole number.")
    .int("Whole periods only.")
    .min(1, "At least 1.")
    .max(1000, "At most 1,000."),
  /** Price in cents, taxes included. */
  priceCents: z.coerce
    .number("Give a price in shillings and cents.")
    .int("Give a price in shillings and cents.")
    .min(0, "A price cannot be negative.")
    .max(100_000_000, "At most KES 1,000,000."),
  addressPool: z
    .string()
    .trim()
    .max(60, "At most 60 characters.")
    .regex(/^[\w.-]*$/, "Letters, digits, dot, dash and underscore only.")
    .transform((v) => v || undefined)
    .optional(),
});
export type PackageInput = z.input<typeof PackageInput>;
