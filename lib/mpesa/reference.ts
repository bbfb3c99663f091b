import { randomInt } from "node:crypto";

// Crockford's base32: no I, L, O or U, so that it can be read out over the phone.
const LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ";
const ALPHABET = `0123456789${LETTERS}`;
const ACCOUNT_DIGITS = 8;

const pick = (from: string) => from.charAt(randomInt(from.length));

/** A push's own AccountReference: the account number, a letter, three base32 characters. */
export const buildAccountReference = (accountNumber: string): string =>
  `${accountNumber}${pick(LETTERS)}${pick(ALPHABET)}${pick(ALPHABET)}${pick(ALPHABET)}`;

/** What customers type as account, in one form: upper case, without spaces and - _ # . / : */
export const normaliseReference = (typed: string): string =>
  typed.toUpperCase().replace(/[\s\-_#./:]/g, "");

/** The account number inside a push's reference, or undefined when it does not look like one. */
export const accountPart = (normalised: string): string | undefined =>
  /^\d{8}[A-Z][0-9A-Z]{3}$/.test(normalised) ? normalised.slice(0, ACCOUNT_DIGITS) : undefined;
