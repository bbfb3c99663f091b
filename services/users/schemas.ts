import { z } from "zod";
import { uuid } from "@/lib/id";

/** Printable ASCII without spaces or quotes: what every CPE's PPPoE form accepts. */
const routerWord = (what: string, min: number) =>
  z
    .string()
    .trim()
    .min(min, `A ${what} has at least ${min} characters.`)
    .max(64, "At most 64 characters.")
    .regex(/^[A-Za-z0-9@._+:/#*!-]+$/, "Letters, digits and @ . _ + : / # * ! - only.");

export const Username = routerWord("username", 3);
export const RouterPassword = routerWord("password", 6);

const emptyAsNone = (value: unknown) => (value === "" ? undefined : value);

/** An address that one device can have. */
const DeviceAddress = z
  .ipv4("Enter an address such as 10.70.0.5.")
  .refine((address) => !/^(0|127|22[4-9]|23\d|24\d|25\d)\./.test(address), {
    message: "No device can have this address.",
  });

/** Any separators; kept as routers show it. */
const MacAddress = z
  .string()
  .trim()
  .transform((text, issues) => {
    const digits = text.replace(/[:.\s-]/g, "").toUpperCase();
    if (/^[0-9A-F]{12}$/.test(digits)) return (digits.match(/../g) ?? []).join(":");
    issues.addIssue({ code: "custom", message: "Enter a MAC address such as 48:8F:5A:12:34:56." });
    return z.NEVER;
  });

/** Where on a router a user is and what ties it to one device. */
export const ConnectionInput = z.object({
  routerId: uuid("Choose a router."),
  username: Username,
  staticAddress: z.preprocess(emptyAsNone, DeviceAddress.optional()),
  macAddress: z.preprocess(emptyAsNone, MacAddress.optional()),
});

export const UserInput = ConnectionInput.extend({
  packageId: uuid("Choose a package."),
  /** Made for the customer when left empty. */
  password: z.preprocess(emptyAsNone, RouterPassword.optional()),
});
export type UserInput = z.input<typeof UserInput>;
