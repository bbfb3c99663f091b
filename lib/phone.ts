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

export { formatPhone, maskPhone } from "./phone-format";
