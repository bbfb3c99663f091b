import { randomInt } from "node:crypto";

/** Luhn check digit of a string of digits. */
export function checkDigit(digits: string): number {
  const sum = [...digits].reverse().reduce((total, char, index) => {
    const doubled = Number(char) * (index % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return (10 - (sum % 10)) % 10;
}

/**
 * A random account number: 7 digits and a check digit, never starting with 0, 1, 7 or 254, so that nobody
 * takes it for a phone number and one mistyped digit is noticed.
 */
export function randomAccountNumber(): string {
  for (;;) {
    const body = `${"2345689"[randomInt(7)]}${String(randomInt(1_000_000)).padStart(6, "0")}`;
    if (!body.startsWith("254")) return body + checkDigit(body);
  }
}

/** True when the text has the form of an account number and its check digit agrees. */
export const isAccountNumber = (text: string): boolean =>
  /^[2-689]\d{7}$/.test(text) && checkDigit(text.slice(0, 7)) === Number(text[7]);
