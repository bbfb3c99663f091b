import { z } from "zod";
import { parsePhone } from "@/lib/phone";

const optional = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `At most ${max} characters.`)
    .transform((v) => v || undefined)
    .optional();

/** Any usual notation in, E.164 out. */
export const Phone = z.string().transform((text, issues) => {
  const phone = parsePhone(text);
  if (phone) return phone;
  issues.addIssue({ code: "custom", message: "Not a phone number. Write it like 0712 345 678." });
  return z.NEVER;
});

export const CustomerInput = z.object({
  name: z.string().trim().min(2, "Enter the customer's name.").max(100, "At most 100 characters."),
  phone: Phone,
  email: z.preprocess(
    (v) => (v === "" ? undefined : v),
    z.email("Not an email address.").optional(),
  ),
  address: optional(200),
  notes: optional(1000),
});
export type CustomerInput = z.input<typeof CustomerInput>;
