import { z } from "zod";
import { isCompactStamp } from "../stamps";

const FORBIDDEN_IN_URL = /mpesa|m-pesa|safaricom|exec?|cmd|sql|query/i;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Numbers and numeric texts are both seen on the wire. */
export const Digits = z.union([z.number(), z.string()]).transform(String);

export const ShortCode = Digits.pipe(z.string().regex(/^\d{5,7}$/));
export const Phone = Digits.pipe(z.string().regex(/^254[17]\d{8}$/));
export const Stamp = z.string().refine(isCompactStamp);

/** Whole shillings from 1. */
export const WholeAmount = Digits.pipe(z.string().regex(/^[1-9]\d{0,8}$/)).transform(Number);

/** Public HTTPS (plain HTTP only on loopback) without the words that Daraja refuses. */
export const CallbackUrl = z.string().refine((text) => {
  if (!URL.canParse(text) || FORBIDDEN_IN_URL.test(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === "https:" || (protocol === "http:" && LOOPBACK.has(hostname));
});

/** The field that Daraja would name: the first that fails, in the schema's order. */
export function firstBadField(error: z.ZodError): string {
  return String(error.issues[0]?.path[0] ?? "Request");
}
