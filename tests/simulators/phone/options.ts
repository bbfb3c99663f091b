import { z } from "zod";
import { Msisdn } from "../daraja/schemas";

/** Options of the demo phone page. */
export const PhoneOptions = z.strictObject({
  host: z.string().default("127.0.0.1"),
  /** 0 takes a free port. */
  port: z.number().int().min(0).max(65_535).default(0),
  /** Numbers to offer from the start, with the name to show beside them. */
  contacts: z.array(z.object({ msisdn: Msisdn, name: z.string().min(1).max(40) })).default([]),
});
