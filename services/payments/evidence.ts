/** One report that money moved, or did not, from whichever way it became known. Already parsed and judged. */
export interface Evidence {
  kind:
    | "stk_callback"
    | "stk_query"
    | "c2b_confirmation"
    | "pull"
    | "transaction_status"
    | "typed_code"
    | "cash";
  channelId: string;
  /** The attempt it belongs to, when the callback's token names one; an account reference is resolved by settle. */
  attemptId?: string;
  /** The customer, when staff name them (cash, a typed code); else settle resolves the account reference. */
  customerId?: string;
  /**
   * Provider's word: "0", or a code known to mean failure (pending and unknown codes never come here). Absent
   * means "money moved" by the kind's nature (C2B, pull, cash).
   */
  result?: { code: string; description: string };
  /** Upper case, 10 characters; a query never has one. */
  receipt?: string;
  amountCents?: number;
  /** Absent when the provider's word on it cannot be read. */
  paidAt?: Date;
  payer?: { number?: string; name?: string };
  /** As the customer typed it. */
  accountReference?: string;
  /** The shortcode that the report names; another than the channel's is quarantined. */
  shortcode?: string;
  inboxId?: string;
  /** Of cash: the form's id, which becomes the payment's, and the turn at the till that took it. */
  paymentId?: string;
  tillSessionId?: string;
  /** What the payer says it is for, when no attempt does. */
  purpose?: { userId: string; periods: number };
  /** When this report reached us; stage "callback". */
  receivedAt: Date;
}

export type SettleOutcome =
  /** Money posted now. */
  | { outcome: "credited"; paymentId: string }
  /** Known already: nothing posted; a missing receipt or attempt may have been attached. */
  | { outcome: "already_known"; paymentId: string }
  /** Money posted to suspense: nobody, or more than one, fits. */
  | { outcome: "suspense"; paymentId: string }
  /** A query's success: access reopened provisionally, no money posted. */
  | { outcome: "provisional"; attemptId: string }
  /** Failure evidence recorded on an unpaid attempt. */
  | { outcome: "attempt_failed"; attemptId: string }
  /** Pending or late failure: nothing to do. */
  | { outcome: "nothing"; reason: string }
  /** It contradicts what we know; kept for staff. */
  | { outcome: "quarantined"; reason: string };
