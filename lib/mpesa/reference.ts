import { randomInt } from "node:crypto";

// Crockford's base32: no I, L, O or U, so that it can be read out over the phone.
const LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ";
const ALPHABET = `0123456789${LETTERS}`;
const ACCOUNT_DIGITS = 8;

const pick = (from: string) => from.charAt(randomInt(from.length));

/** A push's own AccountReference: the account number, a letter, three base32 characters. */
export const buildAccountReference = (accountNumber: string): string =>
  `${accountNumber}${pick(LETTERS)}${pick(ALPHABET)}${pick(ALPHABET)}${pick(ALPHABET)}`;

/** What customers type as account, in one form: upper case, letters, digits and + alone. */
export const normaliseReference = (typed: string): string =>
  typed
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[^\p{L}\p{N}+]/gu, "");

const LOOKALIKES: Record<string, string> = {
  O: "0",
  Q: "0",
  I: "1",
  L: "1",
  Z: "2",
  S: "5",
  B: "8",
};
const MOSTLY_DIGITS = 6;

/**
 * The number that was meant: without "ACC NO" before it, and with letters typed for the digits they look like
 * ("2O345678"). Undefined when the text is no number even then, or has too few digits to be meant as one.
 */
export function straighten(normalised: string): string | undefined {
  const bare = normalised.replace(/^(?:ACCOUNT|ACCT|ACC|AC)?(?:NUMBER|NUM|NO)?/, "");
  if (bare.replace(/\D/g, "").length < MOSTLY_DIGITS) return undefined;
  const digits = bare.replace(/[OQILZSB]/g, (letter) => LOOKALIKES[letter] ?? letter);
  return /^\+?\d{8,15}$/.test(digits) ? digits : undefined;
}

/** The account number inside a push's reference, or undefined when it does not look like one. */
export const accountPart = (normalised: string): string | undefined =>
  /^\d{8}[A-Z][0-9A-Z]{3}$/.test(normalised) ? normalised.slice(0, ACCOUNT_DIGITS) : undefined;
