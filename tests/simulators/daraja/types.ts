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

export interface WaitOptions {
  /** Default 10,000. */
  timeoutMs?: number;
}

/** A running Daraja simulator. Phones may be given as 2547… or +2547…. */
export interface DarajaSimulator {
  /** http://127.0.0.1:PORT, no slash at the end: the base URL for the Daraja client. */
  readonly url: string;
  readonly port: number;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly shortcode: string;
  /** Tills: the number that signs; else undefined. */
  readonly storeNumber: string | undefined;
  readonly kind: "paybill" | "till";
  readonly passkey: string;
  readonly initiatorName: string;
  readonly initiatorPassword: string;
  /** What initiator passwords are encrypted for. */
  readonly certificatePem: string;
  readonly businessName: string;

  /** Sets what the next matching push (or `times` pushes) does; scripts are tried oldest first. */
  script(entry: ScriptInput): void;
  /** Faults of every push from now on; also F10 and F15 for queries and tokens. Replaces the last. */
  setFaults(faults: FaultInput[]): void;
  /** Sets what the next matching status query, reversal or B2C payment does; oldest first. */
  scriptOperation(entry: OperationScriptInput): void;
  /** Faults of every such operation from now on. Replaces the last. */
  setOperationFaults(faults: OperationFaultInput[]): void;
  setMode(mode: "manual" | "auto", autoDelayMs?: number): void;
  /** Registers C2B URLs without going through registerurl; null forgets them. */
  registerC2b(urls: C2bUrlsInput | null): void;

  prompts(phone?: string): Prompt[];
  /** The open prompt of a phone, as soon as there is one. */
  waitForPrompt(phone: string, options?: WaitOptions): Promise<Prompt>;
  /** Ends a prompt, named by its id or by its phone. PIN 0000 is the wrong one. */
  enterPin(promptIdOrPhone: string, pin?: string): StkAttempt;
  cancel(promptIdOrPhone: string): StkAttempt;
  timeout(promptIdOrPhone: string): StkAttempt;

  /**
   * Lets go of what faults hold back: of one CheckoutRequestID, ConversationID or receipt (direct payments),
   * or of all. Returns of how many.
   */
  release(id?: string): number;
  /** The customer pays the Paybill by hand. Resolves when the money has moved (or was refused). */
  payDirect(payment: DirectPaymentInput): Promise<StatementEntry>;
  /** The customer has a payment reversed; the product is not told. Throws SimulatorRefusal if it cannot be. */
  reversePayment(receipt: string): StatementEntry;
  /** Sends one forged or malformed callback and waits for its answer. Moves no money. */
  sendForged(forged: ForgedInput): Promise<Delivery>;
  /** All access tokens stop to work. */
  expireTokens(): void;

  /** All movements, in and out, oldest first. */
  statement(): StatementEntry[];
  /** The same as the M-Pesa portal exports it. */
  statementCsv(within?: { from?: Date; to?: Date }): string;
  operations(kind?: Operation["kind"]): Operation[];
  c2bUrls(): z.output<typeof C2bUrls> | null;
  attempts(): StkAttempt[];
  requests(kind?: LoggedRequest["kind"]): LoggedRequest[];
  deliveries(kind?: Delivery["kind"]): Delivery[];
  /** The first finished delivery (answered or failed) that satisfies the predicate. */
  waitForDelivery(
    predicate: (delivery: Delivery) => boolean,
    options?: WaitOptions,
  ): Promise<Delivery>;
  /** Resolves when no callback is due or under way (held ones do not count). */
  whenIdle(options?: WaitOptions): Promise<void>;
  /** Calls back after every change of prompts, statement, deliveries or requests. */
  subscribe(listener: () => void): () => void;

  /** Forgets scripts, faults, prompts, statement and logs; keeps credentials, URLs and receipt counter. */
  reset(): void;
  close(): Promise<void>;
}
