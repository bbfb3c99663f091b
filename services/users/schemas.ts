import { z } from "zod";

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

export const UserInput = z.object({
  routerId: z.uuid("Choose a router."),
  packageId: z.uuid("Choose a package."),
  username: Username,
  /** Made for the customer when left empty. */
  password: z.preprocess((v) => (v === "" ? undefined : v), RouterPassword.optional()),
  staticAddress: z.preprocess(
    (v) => (v === "" ? undefined : v),
    z.ipv4("Not an IPv4 address.").optional(),
  ),
  macAddress: z.preprocess(
    (v) => (v === "" ? undefined : v),
    z.mac("Not a MAC address.").optional(),
  ),
});
export type UserInput = z.input<typeof UserInput>;
