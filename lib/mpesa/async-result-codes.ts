export type AsyncOutcome =
  | "done"
  /** Definitely not done. */
  | "refused"
  /** Reversals: it had been reversed before. */
  | "already_done"
  /** A code that the docs do not explain: ask for the status, never conclude. */
  | "unknown";

export interface AsyncResultMeaning {
  outcome: AsyncOutcome;
  /** For staff. */
  words: string;
  /** The reason is how we are set up at M-Pesa, whatever was asked: it stays so until somebody mends it. */
  setup?: true;
}

const refused = (words: string): AsyncResultMeaning => ({ outcome: "refused", words });
const notSetUp = (words: string): AsyncResultMeaning => ({ ...refused(words), setup: true });

const INITIATOR = notSetUp(
  "M-Pesa does not accept our API user: enter its name and password anew under Settings, M-Pesa. The password ends after 90 days.",
);

/** Result codes of status queries, reversals and B2C payments (Daraja docs). */
const MEANINGS: Readonly<Record<string, AsyncResultMeaning>> = {
  "0": { outcome: "done", words: "M-Pesa did it." },
  "1": refused("There is not enough money in our M-Pesa account."),
  "2": refused("The amount is below what M-Pesa allows for one payment."),
  "3": refused("The amount is above what M-Pesa allows for one payment."),
  "4": refused("The customer would pass M-Pesa's limit for today. Try again tomorrow."),
  "8": refused("The customer's M-Pesa account cannot hold that much. Ask for another number."),
  "11": notSetUp("Our M-Pesa account is not active. Call M-Pesa business support."),
  "21": notSetUp("Our API user lacks the role for this. Give it the role in the M-Pesa portal."),
  "2001": INITIATOR,
  "2006": notSetUp("Our M-Pesa account is not active. Call M-Pesa business support."),
  "2028": notSetUp("Our shortcode may not do this. Ask M-Pesa to switch the product on."),
  "2040": refused("This number is not registered for M-Pesa."),
  "8006": notSetUp("Our API user is locked. Unlock it in the M-Pesa portal."),
  R000001: { outcome: "already_done", words: "This payment had been reversed before." },
  R000002: refused("M-Pesa knows no payment with this receipt."),
  SFC_IC0003: refused("M-Pesa does not know this number or operator."),
};

/** What the ResultCode of an asynchronous result means. Codes not in the table are `unknown`, never failures. */
export const classifyAsyncResult = (code: string | number): AsyncResultMeaning =>
  (Object.hasOwn(MEANINGS, String(code)) ? MEANINGS[String(code)] : undefined) ?? {
    outcome: "unknown",
    words: "M-Pesa answered with a code that its documents do not explain. Check the statement.",
  };
