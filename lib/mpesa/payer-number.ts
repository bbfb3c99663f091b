import { parsePhone } from "../phone";

/** A payer's number as M-Pesa gives it: plain, SHA-256 of 2547…, or masked ("2547 ***** 126"). */
export type PayerNumber =
  | { form: "plain"; phone: string }
  | { form: "hashed"; hash: string }
  | { form: "masked"; text: string };

/** Reads any of the three forms, also 9 bare digits (pull); undefined when it is none. */
export function parsePayerNumber(value: string | number): PayerNumber | undefined {
  const text = String(value).trim();
  if (/^[0-9a-f]{64}$/i.test(text)) return { form: "hashed", hash: text.toLowerCase() };
  if (text.includes("*")) return { form: "masked", text: text.slice(0, 20) };
  const phone = /^\+?\d{9,15}$/.test(text) ? parsePhone(text) : undefined;
  return phone ? { form: "plain", phone } : undefined;
}
