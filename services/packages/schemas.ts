import { z } from "zod";

const speed = z.coerce
  .number("Enter a speed in kbit/s.")
  .int("Whole kbit/s only.")
  .min(64, "At least 64 kbit/s.")
  .max(10_000_000, "At most 10 Gbit/s.");

const emptyAsNull = (value: unknown) => (value === "" ? null : value);

/** A whole number, or nothing. */
const wholeOrNone = (message: string, min: number, max: number) =>
  z.preprocess(
    emptyAsNull,
    z.coerce
      .number(message)
      .int(message)
      .min(min, `At least ${min}.`)
      .max(max, `At most ${max}.`)
      .nullish(),
  );

const speedOrNone = z.preprocess(emptyAsNull, speed.nullish());
const burst = {
  burstDownloadKbps: speedOrNone,
  burstUploadKbps: speedOrNone,
  burstThresholdDownloadKbps: speedOrNone,
  burstThresholdUploadKbps: speedOrNone,
  burstSeconds: wholeOrNone("Enter whole seconds.", 1, 3_600),
};
const priority = wholeOrNone("Enter a number from 1 to 8.", 1, 8);

const Fields = z.object({
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
  ...burst,
  queuePriority: priority,
  sharedUsers: wholeOrNone("Whole devices only.", 1, 1_000),
  uptimeLimitSeconds: wholeOrNone("Enter a time in whole hours.", 60, 31_536_000),
  dataCapBytes: wholeOrNone("Enter an amount in GB.", 1_000_000, 1_000_000_000_000_000),
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

type BurstFields = { [field in keyof typeof burst]?: number | null } & {
  downloadKbps: number;
  uploadKbps: number;
};

/** A burst is all of its five parts, or none; and routers refuse one that is below the speed that is sold. */
export function checkBurst(values: BurstFields, issues: z.core.$RefinementCtx): void {
  const names = Object.keys(burst) as (keyof typeof burst)[];
  const missing = names.filter((name) => (values[name] ?? null) === null);
  if (missing.length > 0 && missing.length < names.length)
    for (const name of missing)
      issues.addIssue({ code: "custom", path: [name], message: "A burst needs all its parts." });
  const atLeast = (name: keyof typeof burst, least: number) => {
    if ((values[name] ?? least) < least)
      issues.addIssue({ code: "custom", path: [name], message: "Below the speed that is sold." });
  };
  atLeast("burstDownloadKbps", values.downloadKbps);
  atLeast("burstUploadKbps", values.uploadKbps);
}

export const PackageInput = Fields.superRefine(checkBurst);
/** A package's service type is for good. */
export const PackageChanges = Fields.omit({ serviceType: true });
export type PackageInput = z.input<typeof PackageInput>;
