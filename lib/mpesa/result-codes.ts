export type ResultOutcome =
  | "paid"
  /** Definitely not paid (yet): a later success is still accepted. */
  | "failed"
  | "pending"
  /** A code that the docs do not explain: keep asking. */
  | "unknown";

/** Whose move it is after a failure. */
export type ResultBlame = "customer" | "operator" | "provider";

export interface ResultMeaning {
  outcome: ResultOutcome;
  blame: ResultBlame;
  /** For the customer. */
  words: string;
}

const failed = (blame: ResultBlame, words: string): ResultMeaning => ({
  outcome: "failed",
  blame,
  words,
});

const BUSY = failed(
  "provider",
  "M-Pesa was busy. No money was taken. Please try again in a minute.",
);
const LOCKED = failed(
  "customer",
  "Another M-Pesa request is open on this phone. Finish it, wait a minute, then try again.",
);
const NO_PROMPT = failed(
  "provider",
  "M-Pesa could not show the prompt on your phone. Please try again.",
);
const WRONG_SETUP = failed(
  "operator",
  "M-Pesa payments are not set up correctly here. Please contact us; no money was taken.",
);

/** Result codes of STK callbacks and queries (Daraja docs; codes 20, 26, 1001, 9999 as seen in production). */
const MEANINGS: Readonly<Record<string, ResultMeaning>> = {
  "0": { outcome: "paid", blame: "customer", words: "Payment received." },
  "1": failed(
    "customer",
    "There is not enough money in this M-Pesa account. Top up and try again.",
  ),
  "2": failed("operator", "The amount is below what M-Pesa allows for one payment."),
  "3": failed("operator", "The amount is above what M-Pesa allows for one payment."),
  "4": failed(
    "customer",
    "This payment would pass the M-Pesa limit for today. Try again tomorrow.",
  ),
  "8": failed("operator", "We cannot receive more money today. Please contact us."),
  "17": failed(
    "customer",
    "M-Pesa allows the same amount only once in two minutes. Wait two minutes, then try again.",
  ),
  "20": BUSY,
  "26": BUSY,
  "1001": LOCKED,
  "1019": failed("customer", "The M-Pesa prompt expired. Please try again."),
  "1025": NO_PROMPT,
  "9999": NO_PROMPT,
  "1032": failed("customer", "You cancelled the payment. Press Pay to try again."),
  "1037": failed(
    "customer",
    "Your phone did not answer the M-Pesa prompt. Switch it on and unlock it, then try again.",
  ),
  "2001": failed("customer", "The M-Pesa PIN was wrong. Please try again."),
  "2028": WRONG_SETUP,
  SFC_IC0003: WRONG_SETUP,
  "8006": failed("customer", "Your M-Pesa PIN is locked. Please call Safaricom on 100."),
  "4999": {
    outcome: "pending",
    blame: "customer",
    words: "M-Pesa is still working on this payment.",
  },
};

/** What a ResultCode means; numbers and strings alike. Codes not in the table are `unknown`, never failures. */
export const classifyResult = (code: string | number): ResultMeaning =>
  (Object.hasOwn(MEANINGS, String(code)) ? MEANINGS[String(code)] : undefined) ?? {
    outcome: "unknown",
    blame: "provider",
    words: "M-Pesa has not confirmed this payment yet. We keep asking.",
  };
