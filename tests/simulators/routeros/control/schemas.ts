import { z } from "zod";
import type { Fault } from "../types";

const match = {
  path: z.string().startsWith("/").optional(),
  word: z.string().optional(),
  only: z.enum(["reads", "writes"]).optional(),
  nth: z.number().int().min(1).optional(),
  times: z.number().int().min(1).optional(),
};

const milliseconds = z.number().min(0).max(3_600_000);
const trap = { message: z.string(), category: z.number().int().min(0).max(7).optional() };

const hex = z
  .string()
  .regex(/^([0-9a-f]{2})*$/i, "pairs of hex digits")
  .optional();

const effect = z.discriminatedUnion("kind", [
  z.strictObject({ ...match, kind: z.literal("latency"), ms: milliseconds }),
  z.strictObject({ ...match, kind: z.literal("connect-latency"), ms: milliseconds }),
  z.strictObject({ ...match, kind: z.literal("stall"), ms: milliseconds }),
  z.strictObject({
    ...match,
    kind: z.literal("burst"),
    free: z.number().int().min(0),
    ms: milliseconds,
  }),
  z.strictObject({ ...match, kind: z.literal("hang") }),
  z.strictObject({ ...match, kind: z.literal("refuse"), reset: z.boolean().optional() }),
  z.strictObject({
    ...match,
    kind: z.literal("drop"),
    afterBytes: z.number().int().min(0),
    applied: z.boolean().optional(),
    reset: z.boolean().optional(),
  }),
  z.strictObject({ ...match, kind: z.literal("trap"), ...trap }),
  z.strictObject({ ...match, kind: z.literal("trap-but-applied"), ...trap }),
  z.strictObject({
    ...match,
    kind: z.literal("applied-but-reply-lost"),
    silent: z.boolean().optional(),
  }),
  z.strictObject({ ...match, kind: z.literal("ignored") }),
  z.strictObject({
    ...match,
    kind: z.literal("garbage"),
    bytes: hex,
    seed: z.number().int().optional(),
  }),
  z.strictObject({
    ...match,
    kind: z.literal("split"),
    seed: z.number().int().optional(),
    maxBytes: z.number().int().min(1).optional(),
  }),
  z.strictObject({ ...match, kind: z.literal("fatal"), message: z.string() }),
  z.strictObject({
    ...match,
    kind: z.literal("reboot"),
    applied: z.boolean().optional(),
    seconds: z.number().min(0).max(3600).optional(),
  }),
]);

export const faultSchema: z.ZodType<Fault> = effect;

const path = z.string().startsWith("/");
const fields = z.record(z.string(), z.string());

export const downSchema = z.strictObject({ down: z.boolean() });
export const rebootSchema = z.strictObject({ seconds: z.number().min(0).max(3600).optional() });
export const nameSchema = z.strictObject({ name: z.string().min(1) });
export const reachableSchema = z.strictObject({
  address: z.string().min(1),
  up: z.boolean(),
  uploadKbps: z.number().min(0).optional(),
  downloadKbps: z.number().min(0).optional(),
});
export const advanceSchema = z.strictObject({
  seconds: z
    .number()
    .min(0)
    .max(10 * 365 * 86_400),
});
export const hardwareSchema = z.strictObject({
  serial: z.string().min(1),
  reset: z.boolean().optional(),
});
export const addRowSchema = z.strictObject({ path, fields, dynamic: z.boolean().optional() });
export const setRowSchema = z.strictObject({ path, id: z.string(), fields });
export const removeRowSchema = z.strictObject({ path, id: z.string() });
