import type { z } from "zod";
import type { ReportPlan, SmsFailure, SmsOptions } from "./options";

export type SmsSimulatorOptions = z.input<typeof SmsOptions> & { now?: () => Date };
export type SmsFailureInput = z.input<typeof SmsFailure>;
export type ReportPlanInput = z.input<typeof ReportPlan>;

/** A message that was accepted for a recipient and so reaches the phone. */
export interface SmsMessage {
  /** ATXid_… */
  id: string;
  /** +2547… */
  to: string;
  from: string | null;
  text: string;
  encoding: "GSM-7" | "UCS-2";
  segments: number;
  /** ISO, UTC. */
  at: string;
}

/** One delivery report posted to the product. */
export interface SmsReport {
  messageId: string;
  status: string;
  url: string;
  sentAt: string;
  httpStatus: number | null;
  error: string | null;
}

/** A running SMS gateway simulator. */
export interface SmsSimulator {
  /** http://127.0.0.1:PORT, no slash at the end; messages are posted to /version1/messaging. */
  readonly url: string;
  readonly port: number;
  readonly username: string;
  readonly apiKey: string;
  /** Accepted messages, oldest first; of one phone (+2547… or 2547…) or of all. */
  messages(to?: string): SmsMessage[];
  waitForMessage(
    to: string,
    predicate?: (message: SmsMessage) => boolean,
    options?: { timeoutMs?: number },
  ): Promise<SmsMessage>;
  /** Makes the next send (or `times` sends) fail: `{ statusCode: 405 }`, `{ http: 503 }`, `{ wire: "drop" }`. */
  failNext(failure: SmsFailureInput): void;
  /** What the delivery report of the next accepted message says; Success otherwise. */
  reportNext(plan: ReportPlanInput): void;
  setDeliveryReportUrl(url: string | null): void;
  reports(): SmsReport[];
  /** The report of a message once it was answered or failed. */
  waitForReport(messageId: string, options?: { timeoutMs?: number }): Promise<SmsReport>;
  subscribe(listener: () => void): () => void;
  reset(): void;
  close(): Promise<void>;
}
