import { isAccountNumber } from "@/lib/account-number";
import { accountPart, normaliseReference, parsePayerNumber, straighten } from "@/lib/mpesa";
import { hashPhone, parsePhone } from "@/lib/phone";

/** Whom a payment may name: accounts are tried before phones. */
export interface Named {
  accounts: string[];
  phoneHashes: string[];
  /** All that could name somebody was readable: when nobody has it, nobody was named. */
  certain: boolean;
}

/**
 * The accounts and phones that a typed reference can mean: as it stands, without "ACC NO" before it and with letters
 * that look like digits read as those. A reference without any digit ("internet", none on a Till) says nothing, then
 * the payer's own number counts. Amounts never say whose money it is.
 */
export function namedBy(reference: string | undefined, payer?: string): Named {
  const typed = normaliseReference(reference ?? "");
  const meant = straighten(typed);
  const accounts = new Set<string>();
  if (/^\d{8}$/.test(typed)) accounts.add(typed);
  const part = accountPart(typed);
  if (part) accounts.add(part);
  if (meant && isAccountNumber(meant)) accounts.add(meant);
  if (/\d/.test(typed) || meant) {
    const phone = parsePhone(typed) ?? (meant ? parsePhone(meant) : undefined);
    return {
      accounts: [...accounts],
      phoneHashes: phone ? [hashPhone(phone)] : [],
      certain: true,
    };
  }
  const number = payer ? parsePayerNumber(payer) : undefined;
  if (number?.form === "plain")
    return { accounts: [], phoneHashes: [hashPhone(number.phone)], certain: true };
  if (number?.form === "hashed") return { accounts: [], phoneHashes: [number.hash], certain: true };
  return { accounts: [], phoneHashes: [], certain: false };
}
