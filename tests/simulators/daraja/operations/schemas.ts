import { z } from "zod";
import { SpoiltAnswer } from "../fault-schemas";
import { Msisdn } from "../schemas";

/** What is asked for now and answered later. */
export const OperationKind = z.enum(["transaction_status", "reversal", "b2c"]);

const delayMs = z.number().int().min(0);

/** What can go wrong with an operation. They may be combined; README.md describes each. */
export const OperationFault = z.discriminatedUnion("name", [
  z.object({ name: z.literal("reply_lost") }),
  z.object({
    name: z.literal("reply_spoilt"),
    ...SpoiltAnswer.shape,
    /** Whether it happens all the same. Default: all but html500. */
    accepted: z.boolean().optional(),
  }),
  z.object({ name: z.literal("result_before_reply") }),
  z.object({ name: z.literal("result_lost") }),
  z.object({ name: z.literal("result_late"), delayMs: delayMs.optional() }),
  z.object({
    name: z.literal("result_duplicated"),
    times: z.number().int().min(2).default(3),
    /** All at once, on connections of their own. */
    parallel: z.boolean().default(false),
  }),
  z.object({
    name: z.literal("queue_timeout"),
    /** When it happens all the same, if ever; its result comes after delayMs or at release. */
    happens: z.enum(["before", "after", "never"]).default("after"),
    delayMs: delayMs.optional(),
  }),
  z.object({
    name: z.literal("result_shape"),
    code: z.enum(["number", "string"]).default("number"),
    reference: z.enum(["object", "array", "absent"]).default("object"),
    parameters: z.enum(["array", "object", "absent"]).default("array"),
    /** Keys that lose their Value. */
    withoutValue: z.array(z.string()).default([]),
    /** Keys that stand there twice. */
    repeat: z.array(z.string()).default([]),
    /** Values of another kind than the true ones. */
    set: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
    reverse: z.boolean().default(false),
  }),
]);

/** What the next matching operations do. Without kind, receipt and phone it matches every one. */
export const OperationScript = z.object({
  operation: OperationKind.optional(),
  /** Of a reversal or status query: the receipt it is about. */
  receipt: z.string().optional(),
  /** Of a B2C payment. */
  phone: Msisdn.optional(),
  /** Any ResultCode, also unknown ones; it does not happen then. Default: what is true. */
  outcome: z
    .object({
      code: z.union([z.number().int(), z.string().min(1)]),
      description: z.string().optional(),
    })
    .optional(),
  faults: z.array(OperationFault).default([]),
  times: z.number().int().min(1).default(1),
});
