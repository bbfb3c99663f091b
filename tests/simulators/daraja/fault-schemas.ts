import { z } from "zod";

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
/** An answer that is HTML with status 500, half its JSON, or late. */
export const SpoiltAnswer = z.object({
  kind: z.enum(["html500", "truncated", "stall"]),
  stallMs: delayMs.default(30_000),
});
const ITEM_NAMES = [
  "Amount",
  "MpesaReceiptNumber",
  "Balance",
  "TransactionDate",
  "PhoneNumber",
] as const;

const times = z.number().int().min(1);

// Faults that a direct payment can have as well as a push.
const F3 = z.object({ name: z.literal("F3") });
const F4 = z.object({
  name: z.literal("F4"),
  delayMs: delayMs.optional(),
  hold: z.enum(["both", "stk"]).default("both"),
});
const F5 = z.object({
  name: z.literal("F5"),
  times: z.number().int().min(2).default(3),
  gapMs: delayMs.default(0),
});
const F6 = z.object({ name: z.literal("F6"), times: z.number().int().min(2).default(50) });
const F13 = z.object({
  name: z.literal("F13"),
  msisdn: z.enum(["masked", "hashed", "plain", "absent"]),
});
const F16 = z.object({
  name: z.literal("F16"),
  typed: z
    .enum(["swapped", "cut", "lower", "spaced", "dashed", "phone", "empty", "other"])
    .default("swapped"),
  /** Typed instead, exactly so. */
  account: z.string().max(20).optional(),
});
const F17 = z.object({ name: z.literal("F17"), delayMs: delayMs.optional() });

/** What can go wrong with a payment that the customer makes by hand. */
export const DirectFault = z.discriminatedUnion("name", [F3, F4, F5, F6, F13, F16, F17]);

/** Faults of one push, or (F15, F19, F20) of other calls. They may be combined; README.md describes each. */
export const Fault = z.discriminatedUnion("name", [
  z.object({ name: z.literal("F1") }),
  z.object({ name: z.literal("F2") }),
  F3,
  F4,
  F5,
  F6,
  z.object({ name: z.literal("F7"), gapMs: delayMs.default(0) }),
  z.object({ name: z.literal("F8") }),
  z.object({ name: z.literal("F9"), delayMs: delayMs.optional() }),
  z.object({
    name: z.literal("F10"),
    answer: z.enum(["4999", "being_processed", "invalid_id", "429"]),
    times: times.optional(),
  }),
  z.object({ name: z.literal("F11") }),
  z.object({
    name: z.literal("F12"),
    amount: z.enum(["decimal", "string", "integer"]).default("string"),
    balance: z.enum(["no_value", "value", "omit"]).default("no_value"),
    omit: z.array(z.enum(ITEM_NAMES)).default(["PhoneNumber"]),
    reverse: z.boolean().default(false),
    /** Stands there as TransactionDate. */
    date: z.union([z.string(), z.number()]).optional(),
  }),
  F13,
  z.object({
    name: z.literal("F14"),
    kinds: z.array(ForgedKind).min(1).default(["bad_token", "wrong_amount", "unknown_id"]),
    when: z.enum(["before", "after"]).default("before"),
  }),
  z.object({
    name: z.literal("F15"),
    at: z.enum(["push", "query", "token", "pull"]),
    ...SpoiltAnswer.shape,
    /** Only for `push`: whether the customer still gets the prompt. Default: all but html500. */
    accepted: z.boolean().optional(),
    /** Only for `query`: how many queries of this push are hit. */
    times: times.default(1),
  }),
  F16,
  F17,
  z.object({
    name: z.literal("F18"),
    code: z.union([z.number().int(), z.string().min(1)]).default(7777),
    /** Whether the money moved all the same: then C2B, pull and statement know it. */
    moneyMoves: z.boolean().default(false),
  }),
  z.object({
    name: z.literal("F19"),
    /** How often each row stands in the list. */
    copies: times.default(2),
    /** How many rows of the page before stand on a page again. */
    overlap: z.number().int().min(0).default(0),
    /** Stands there as trxDate. */
    date: z.string().optional(),
  }),
  z.object({
    name: z.literal("F20"),
    /** Set for every call: a token dies after so many calls. Scripted: the next call's token is dead. */
    afterCalls: z.number().int().min(0).default(1),
    as: z.enum(["404.001.03", "400.003.01", "401.003.01"]).default("404.001.03"),
  }),
]);
