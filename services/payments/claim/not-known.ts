/** Answers that mean: there is no such receipt. (Daraja docs) */
const CODES: ReadonlySet<string> = new Set(["R000002"]);

export const isNotKnown = (code: string | null): boolean => code !== null && CODES.has(code);
export const NOT_KNOWN_WORDS =
  "M-Pesa does not know this code as a payment to us. Please check it letter by letter.";
