import { z } from "zod";

/** Options of the SMS gateway simulator (Africa's Talking's wire). */
export const SmsOptions = z.strictObject({
  host: z.string().default("127.0.0.1"),
  /** 0 takes a free port. */
  port: z.number().int().min(0).max(65_535).default(0),
  username: z.string().min(1).default("sandbox"),
  apiKey: z.string().min(1).default("sim-sms-key"),
  /** Where delivery reports are posted; none are sent without it. */
  deliveryReportUrl: z.url().optional(),
  deliveryReportDelayMs: z.number().int().min(0).default(0),
  /** Keeps messages across restarts. */
  stateFile: z.string().optional(),
});

/** How coming sends fail: at HTTP, on the wire, or for each recipient with a provider code. */
export const SmsFailure = z.union([
  z.object({ http: z.number().int().min(400).max(599), times: z.number().int().min(1).default(1) }),
  z.object({
    statusCode: z.union([z.literal([401, 402, 403, 404, 405, 406, 407, 500, 501, 502])]),
    times: z.number().int().min(1).default(1),
  }),
  z.object({
    /** `drop`: never accepted; `reply_lost`: sent, but the answer is cut; `hang`: no answer ever. */
    wire: z.enum(["drop", "reply_lost", "hang"]),
    times: z.number().int().min(1).default(1),
  }),
]);

export const DeliveryStatus = z.enum([
  "Sent",
  "Buffered",
  "Success",
  "Delivered",
  "Failed",
  "Rejected",
]);

export const ReportPlan = z.object({
  status: DeliveryStatus,
  failureReason: z.string().optional(),
  /** Post the same report this many times. */
  copies: z.number().int().min(1).default(1),
});
