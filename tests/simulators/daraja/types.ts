import type { z } from "zod";
import type { Fault, ForgedKind } from "./fault-schemas";
import type { OperationFault, OperationKind, OperationScript } from "./operations/schemas";
import type { DarajaOptions } from "./options";
import type { C2bUrls, DirectPayment, Forged, Outcome, Script } from "./schemas";

export type DarajaSimulatorOptions = z.input<typeof DarajaOptions> & {
  /** The simulator's clock; timers stay real. */
  now?: () => Date;
};
export type FaultInput = z.input<typeof Fault>;
export type FaultName = FaultInput["name"];
export type OutcomeInput = z.input<typeof Outcome>;
export type ScriptInput = z.input<typeof Script>;
export type OperationFaultInput = z.input<typeof OperationFault>;
export type OperationScriptInput = z.input<typeof OperationScript>;
export type DirectPaymentInput = z.input<typeof DirectPayment>;
export type ForgedInput = z.input<typeof Forged>;
export type ForgedKindName = z.infer<typeof ForgedKind>;
export type C2bUrlsInput = z.input<typeof C2bUrls>;

/** A prompt that stands on a phone's screen now. `id` is also its CheckoutRequestID. */
export interface Prompt {
  id: string;
  /** 2547…, without a plus, as in all of this simulator. */
  phone: string;
  /** Whole shillings. */
  amount: number;
  accountReference: string;
  shortcode: string;
  businessName: string;
  /** The sentence on the phone. */
  text: string;
  openedAt: string;
  expiresAt: string;
}

/** One STK push that was accepted, and how it ended. */
export interface StkAttempt {
  checkoutRequestId: string;
  merchantRequestId: string;
  phone: string;
  amount: number;
  accountReference: string;
  callbackUrl: string;
  pushedAt: string;
  state: "prompting" | "ended";
  /** Null while prompting. */
  resultCode: string | null;
  resultDesc: string | null;
  receipt: string | null;
}

/** Money that truly moved. The list of these is the truth that books are compared with. */
export interface StatementEntry {
  receipt: string;
  kind: "stk" | "c2b" | "reversal" | "b2c";
  direction: "in" | "out";
  /** Positive, whichever the direction. */
  amountCents: number;
  msisdn: string;
  /** AccountReference of the push, or BillRefNumber of the direct payment. */
  account: string;
  /** ISO, UTC. */
  at: string;
  checkoutRequestId: string | null;
  /** A reversal's: the receipt of the payment that went back. */
  linkedReceipt: string | null;
}

/** A status query, reversal or B2C payment that was accepted, and what came of it. */
export interface Operation {
  kind: z.infer<typeof OperationKind>;
  originatorConversationId: string;
  conversationId: string;
  /** The receipt or conversation that it is about; null for B2C. */
  about: string | null;
  amountCents: number | null;
  /** Who is paid (B2C). */
  msisdn: string | null;
  acceptedAt: string;
  state: "waiting" | "ended";
  /** Null while waiting. */
  resultCode: string | null;
  resultDesc: string | null;
  /** Of the movement that it made or found. */
  receipt: string | null;
}

export const DELIVERY_KINDS = [
  "stk",
  "c2b_confirmation",
  "c2b_validation",
  "forged",
  "result",
  "queue_timeout",
] as const;

/** One HTTP call that the simulator made (or is making) to the product. */
export interface Delivery {
  id: number;
  kind: (typeof DELIVERY_KINDS)[number];
  url: string;
  body: string;
  checkoutRequestId: string | null;
  conversationId: string | null;
  receipt: string | null;
  sentAt: string;
  /** Null while under way and when no answer came. */
  status: number | null;
  answer: string | null;
  /** Why no answer came, for example ECONNREFUSED. */
  error: string | null;
  doneAt: string | null;
}

/** One API call that the product made. */
export interface LoggedRequest {
  id: number;
  at: string;
  kind:
    | "token"
    | "push"
    | "query"
    | "c2b_register"
    | "c2b_simulate"
    | "pull_register"
    | "pull_query"
    | Operation["kind"]
    | "unknown";
  method: string;
  path: string;
  /** Parsed JSON, or the raw text if it is not JSON. */
  body: unknown;
  /** Status of our answer; null if the reply was lost on purpose. */
  status: number | null;
}
