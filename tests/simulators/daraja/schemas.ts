import { z } from "zod";
import { DirectFault, Fault, ForgedKind } from "./fault-schemas";

/** A Kenyan mobile number as Daraja writes it: 2547… or 2541…, no plus. A leading plus is dropped. */
export const Msisdn = z
  .union([z.string(), z.number()])
  .transform((value) => String(value).trim().replace(/^\+/, ""))
  .pipe(z.string().regex(/^254[17]\d{8}$/, "a phone looks like 254712345678"));

/** Shillings as they stand on the wire: at most two decimals. */
export const Shillings = z
  .number()
  .positive()
  .refine(
    (value) => Math.abs(value * 100 - Math.round(value * 100)) < 1e-6,
    "at most two decimals",
  );

const delayMs = z.number().int().min(0);

const NAMED_OUTCOMES = [
  "manual",
  "success",
  "cancel",
  "timeout",
  "wrong_pin",
  "insufficient",
] as const;

/** How a prompt ends. `manual` waits for the phone; a code is any Daraja ResultCode, also unknown ones. */
export const Outcome = z.union([
  z.enum(NAMED_OUTCOMES),
  z.object({
    code: z.union([z.number().int(), z.string().min(1)]),
    description: z.string().optional(),
  }),
]);

/** What the next matching pushes do. Without phone and amount it matches every push. */
export const Script = z.object({
  phone: Msisdn.optional(),
  amount: Shillings.optional(),
  outcome: Outcome.optional(),
  /** From the prompt to its scripted end; default: the simulator's autoDelayMs. */
  delayMs: delayMs.optional(),
  faults: z.array(Fault).default([]),
  times: z.number().int().min(1).default(1),
});

export const DirectPayment = z.object({
  phone: Msisdn,
  amount: Shillings,
  /** Free text; a till has none. */
  account: z.string().max(20).default(""),
  firstName: z.string().max(40).optional(),
  faults: z.array(DirectFault).default([]),
});

export const Forged = z.object({
  kind: ForgedKind,
  /** The attempt whose callback is imitated; default: the newest push. */
  checkoutRequestId: z.string().optional(),
  /** Where to send it; default: that attempt's CallBackURL. */
  url: z.url().optional(),
  amount: Shillings.optional(),
  receipt: z.string().optional(),
  /** Source address on this machine, for example 127.0.0.66. */
  fromAddress: z.ipv4().optional(),
  headers: z.record(z.string(), z.string()).optional(),
});

export const C2bUrls = z.object({
  confirmationUrl: z.url(),
  validationUrl: z.url().optional(),
  responseType: z.enum(["Completed", "Cancelled"]).default("Completed"),
  /** v1 hashes the MSISDN, v2 masks it. */
  version: z.enum(["v1", "v2"]).default("v2"),
});
