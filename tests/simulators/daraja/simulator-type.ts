import type { z } from "zod";
import type { C2bUrls } from "./schemas";
import type {
  C2bUrlsInput,
  Delivery,
  DirectPaymentInput,
  FaultInput,
  ForgedInput,
  LoggedRequest,
  Operation,
  OperationFaultInput,
  OperationScriptInput,
  Prompt,
  ScriptInput,
  StatementEntry,
  StkAttempt,
} from "./types";

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
