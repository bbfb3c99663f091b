import { z } from "zod";

const Line = z.string().trim().max(120);
const Hours = z
  .number()
  .int()
  .min(1)
  .max(24 * 30);

/** What staff can set, by topic. An empty object is every topic's default. */
export const TOPICS = {
  /** What stands at the head and foot of bills, receipts and statements. */
  letterhead: z.object({
    legalName: Line.default(""),
    addressLines: z.array(Line).max(4).default([]),
    phone: Line.default(""),
    email: Line.default(""),
    kraPin: Line.default(""),
    /** Of the Communications Authority. */
    licenceNumber: Line.default(""),
    footer: z.string().trim().max(300).default(""),
  }),
  billing: z.object({
    /** How long prepaid access goes on after its paid time. The next payment pays from the old expiry. */
    graceHours: z
      .number()
      .int()
      .min(0)
      .max(24 * 14)
      .default(0),
    /** Days from a postpaid bill's issue until it is due. */
    postpaidDueDays: z.number().int().min(0).max(60).default(7),
    /** Days from then until access ends. */
    postpaidGraceDays: z.number().int().min(0).max(60).default(3),
  }),
  portal: z.object({
    /** Customers may choose another package for their next renewal. */
    customersChangePackage: z.boolean().default(true),
  }),
  dunning: z.object({
    remindBeforeHours: z.array(Hours).max(5).default([72, 24]),
    remindAtExpiry: z.boolean().default(true),
    remindAfterHours: z.array(Hours).max(5).default([24]),
    /** Send an M-Pesa prompt at expiry to customers who have agreed to it. */
    autoPrompt: z.boolean().default(false),
  }),
  alerts: z.object({
    /** Who of the staff gets an SMS, E.164. */
    phones: z
      .array(z.string().regex(/^\+[1-9][0-9]{7,14}$/))
      .max(5)
      .default([]),
    /** After an SMS about something, none about the same for so long. */
    quietMinutes: z
      .number()
      .int()
      .min(5)
      .max(24 * 60)
      .default(30),
    /** How grave it must be to be worth an SMS. */
    smsFrom: z.enum(["info", "warn", "bad"]).default("warn"),
    /** From this average load of ten minutes on a router's processor counts as busy. */
    cpuPercent: z.number().int().min(50).max(100).default(85),
  }),
} as const;

export type Topic = keyof typeof TOPICS;
export type SettingsOf<T extends Topic> = z.output<(typeof TOPICS)[T]>;
