export type DarajaEndpoint =
  | "token"
  | "push"
  | "query"
  | "c2b_register"
  | "pull_register"
  | "pull_query"
  | "transaction_status"
  | "reversal"
  | "b2c";

export type DarajaErrorKind =
  /** Wrong credentials, shortcode or set-up: stop and tell the operator. */
  | "config"
  /** Busy, quota, spike arrest, connection refused: it did not happen; later it may. */
  | "retry_later"
  /** Another prompt is open on the customer's phone. */
  | "locked"
  /** The customer has not finished yet. */
  | "pending"
  /** B2C only: a request with this id was accepted before. Its result tells the outcome; never take a new id. */
  | "duplicate"
  /** We sent something wrong: trying again will not help. */
  | "bug"
  /** The access token is not accepted (any more). */
  | "token"
  /** No trustworthy answer: it may have happened. Never repeat what moves money after this. */
  | "unknown_outcome";

/** A call to Daraja that did not answer with success. The message carries no secret and no phone number. */
export class DarajaError extends Error {
  constructor(
    readonly kind: DarajaErrorKind,
    readonly endpoint: DarajaEndpoint,
    /** Daraja's errorCode or ResponseCode; "timeout", "network" or "http_<status>" when there is none. */
    readonly code: string,
    detail: string,
    options: { cause?: unknown } = {},
  ) {
    super(`M-Pesa ${endpoint} failed (${kind}, ${code}): ${redact(detail)}`, options);
    this.name = "DarajaError";
  }
}

const redact = (text: string) =>
  text
    .replace(/\b(254|0)?([17]\d)\d{5}(\d{2})\b/g, "$1$2*****$3")
    .replace(/\s+/g, " ")
    .slice(0, 300);
