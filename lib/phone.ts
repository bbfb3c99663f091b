import { parsePhoneNumberFromString } from "libphonenumber-js";
import { sha256 } from "./crypto/hash";

/** Any usual Kenyan (or international) notation to E.164, or undefined. */
export function parsePhone(text: string): string | undefined {
  const digits = text.replace(/[\s().-]/g, "");
  const withPlus = /^254\d{9}$/.test(digits) ? `+${digits}` : digits;
  const phone = parsePhoneNumberFromString(withPlus, "KE");
  return phone?.isPossible() && /^\+(?!254)|^\+254[17]\d{8}$/.test(phone.number)
    ? phone.number
    : undefined;
}

/** SHA-256 hex of the digits, as M-Pesa hashes payers' numbers. */
export const hashPhone = (e164: string): string => sha256(e164.replace(/^\+/, ""));

/** "0712 345 678" for people in Kenya; other countries as they are. */
export function formatPhone(e164: string): string {
  const local = /^\+254(\d{3})(\d{3})(\d{3})$/.exec(e164);
  return local ? `0${local[1]} ${local[2]} ${local[3]}` : e164;
}

/** "0712 *** 678", for logs and for screens that others may see. */
export const maskPhone = (e164: string): string => formatPhone(e164).replace(/ (\d{3}) /, " *** ");
