import { randomInt } from "node:crypto";

// No letters that look alike, and none that a console or a form would need quoted.
const ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
const LENGTH = 24;

/** A password for an API user: 24 ASCII letters and digits, about 140 bits. */
export const randomApiPassword = (): string =>
  Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
