import { z } from "zod";
import { Fault } from "./fault-schemas";
import { OperationFault } from "./operations/schemas";
import { C2bUrls } from "./schemas";

const positive = z.number().positive();

/** Options of the Daraja simulator; every one has a default that suits tests. */
export const DarajaOptions = z.strictObject({
  host: z.string().default("127.0.0.1"),
  /** 0 takes a free port. */
  port: z.number().int().min(0).max(65_535).default(0),
  consumerKey: z.string().min(1).default("sim-consumer-key"),
  consumerSecret: z.string().min(1).default("sim-consumer-secret"),
  shortcode: z
    .string()
    .regex(/^\d{5,7}$/)
    .default("174379"),
  /** `till`: shortcode is the till, storeNumber (else the till) signs, and no account is typed. */
  kind: z.enum(["paybill", "till"]).default("paybill"),
  storeNumber: z
    .string()
    .regex(/^\d{5,7}$/)
    .optional(),
  passkey: z.string().min(1).default("sim-passkey"),
  initiatorName: z.string().min(1).default("sim-initiator"),
  initiatorPassword: z.string().min(1).default("sim-initiator-password"),
  /** Shillings on the account before anything moved: what can be refunded from the start. */
  openingBalance: z.number().min(0).default(0),
  businessName: z.string().min(1).default("DEMO ISP"),
  /** `manual`: a prompt waits for the phone; `auto`: it succeeds after autoDelayMs. */
  mode: z.enum(["manual", "auto"]).default("manual"),
  autoDelayMs: z.number().int().min(0).default(0),
  promptSeconds: positive.default(60),
  /** From the end of the prompt to the first callback. */
  callbackDelayMs: z.number().int().min(0).default(0),
  callbackTimeoutMs: z.number().int().min(1).default(30_000),
  /** Extra headers on genuine callbacks, for example X-Forwarded-For behind a trusted proxy. */
  callbackHeaders: z.record(z.string(), z.string()).default({}),
  /** Source address of genuine callbacks, for example 127.0.0.1. */
  callbackFromAddress: z.ipv4().optional(),
  /** From the acceptance of a status query, reversal or B2C payment until it happens. */
  resultDelayMs: z.number().int().min(0).default(0),
  /** What a status query says of a payment that was reversed; not documented. */
  statusOfReversed: z.enum(["Completed", "Reversed"]).default("Completed"),
  tokenTtlSeconds: positive.default(3599),
  /** Same phone and amount after a success within this time ends with 17; 0 switches it off. */
  duplicateWindowSeconds: z.number().min(0).default(120),
  /** Above it the STK query answers 429; null switches it off. */
  queryQuota: z
    .object({ count: z.number().int().min(1), seconds: positive })
    .nullable()
    .default({ count: 5, seconds: 60 }),
  /** How a query is answered while the prompt is open. */
  pendingQuery: z.enum(["being_processed", "4999"]).default("being_processed"),
  c2b: C2bUrls.optional(),
  /** Live answers "Urls are already registered"; sandbox lets you register again. */
  c2bRegisterAgain: z.boolean().default(false),
  /** Ask the ValidationURL before a direct payment. Off in reality until asked for by e-mail. */
  c2bValidation: z.boolean().default(false),
  c2bValidationTimeoutMs: z.number().int().min(1).default(8_000),
  pullRegistered: z.boolean().default(true),
  pullPageSize: z.number().int().min(1).default(1_000),
  /** What the pull list's trxDate really is, although it ends in Z. */
  pullZone: z.enum(["eat", "utc"]).default("eat"),
  /** Faults of every push, besides those scripted. */
  faults: z.array(Fault).default([]),
  /** Faults of every status query, reversal and B2C payment. */
  operationFaults: z.array(OperationFault).default([]),
  /** Keeps statement, attempts, URLs and receipt counter across restarts. */
  stateFile: z.string().optional(),
});
