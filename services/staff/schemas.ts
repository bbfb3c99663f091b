import { z } from "zod";

/** Where a sign-in came from; shown to the person and kept with the session. */
export const Origin = z.object({
  sourceAddress: z.string().max(64).default("unknown"),
  userAgent: z
    .string()
    .transform((text) => text.slice(0, 300))
    .default(""),
});
export type Origin = z.input<typeof Origin>;

export const NewPassword = z
  .string()
  .min(10, "Use at least 10 characters.")
  .max(200, "At most 200 characters.");
