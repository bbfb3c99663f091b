import { z } from "zod";

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

export const ForgedKind = z.enum([
  "bad_token",
  "wrong_amount",
  "unknown_id",
  "reused_receipt",
  "fake_success",
  "broken_json",
  "oversize",
]);

const delayMs = z.number().int().min(0);
const ITEM_NAMES = [
  "Amount",
  "MpesaReceiptNumber",
  "Balance",
  "TransactionDate",
  "PhoneNumber",
] as const;

/** Faults of one push. Several may be combined; each is described in README.md. */
export const Fault = z.discriminatedUnion("name", [
  z.object({ name: z.literal("F1") }),
  z.object({ name: z.literal("F2") }),
  z.object({ name: z.literal("F3") }),
  z.object({
    name: z.literal("F4"),
    delayMs: delayMs.optional(),
    hold: z.enum(["both", "stk"]).default("both"),
  }),
  z.object({
    name: z.literal("F5"),
    times: z.number().int().min(2).default(3),
    gapMs: delayMs.default(0),
  }),
  z.object({ name: z.literal("F6"), times: z.number().int().min(2).default(50) }),
  z.object({ name: z.literal("F7"), gapMs: delayMs.default(0) }),
  z.object({ name: z.literal("F8") }),
  z.object({ name: z.literal("F9"), delayMs: delayMs.optional() }),
  z.object({
    name: z.literal("F10"),
    answer: z.enum(["4999", "being_processed", "invalid_id", "429"]),
    times: z.number().int().min(1).optional(),
  }),
  z.object({ name: z.literal("F11") }),
  z.object({
    name: z.literal("F12"),
    amount: z.enum(["decimal", "string", "integer"]).default("string"),
    balance: z.enum(["no_value", "value", "omit"]).default("no_value"),
    omit: z.array(z.enum(ITEM_NAMES)).default(["PhoneNumber"]),
    reverse: z.boolean().default(false),
  }),
  z.object({ name: z.literal("F13"), msisdn: z.enum(["masked", "hashed", "plain"]) }),
  z.object({
    name: z.literal("F14"),
    kinds: z.array(ForgedKind).min(1).default(["bad_token", "wrong_amount", "unknown_id"]),
    when: z.enum(["before", "after"]).default("before"),
  }),
  z.object({
    name: z.literal("F15"),
    at: z.enum(["push", "query", "token"]),
    kind: z.enum(["html500", "truncated", "stall"]),
    stallMs: delayMs.default(30_000),
    /** Only for `push`: whether the customer still gets the prompt. Default: all but html500. */
    accepted: z.boolean().optional(),
    /** Only for `query`: how many queries of this push are hit. */
    times: z.number().int().min(1).default(1),
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
  account: z.string().max(20),
  firstName: z.string().max(40).optional(),
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
