import { normaliseReference } from "@/lib/mpesa";
import type { Payment } from "../settle/types";

/** What a payment tells of who may have made it. */
export interface Traces {
  amountCents: number;
  paidAt: Date;
  channelId: string;
  payerNumber?: string;
  /** The account as the customer typed it. */
  typed: string;
  /** The same in lower case, without blanks at its ends. */
  plain: string;
  /** Its digits alone. */
  digits: string;
  /** Of something that looks like a phone: what follows 0 or 254. */
  subscriber?: string;
  /** Words of the payer's name, and of the account when it is words. */
  names: string[];
}

const COMMON = new Set(["internet", "wifi", "account", "acc", "home", "ltd", "limited", "and"]);

/** Words of three letters or more, in lower case. */
export const namesOf = (text: string): string[] => [
  ...new Set(text.toLowerCase().match(/\p{L}{3,}/gu) ?? []),
];

/** The nine digits of a Kenyan number, or what somebody has typed of them. */
export function subscriberOf(text: string): string | undefined {
  const digits = text.replace(/\D/g, "");
  const rest = /^(?:254|0)?([17]\d{7,9})$/.exec(digits)?.[1];
  return rest && digits.length >= 9 ? rest : undefined;
}

export function tracesOf(payment: Payment): Traces {
  const typed = payment.accountReference ?? "";
  const words = `${payment.payerName ?? ""} ${typed}`;
  const normalised = normaliseReference(typed);
  return {
    amountCents: payment.amountCents,
    paidAt: payment.paidAt,
    channelId: payment.channelId,
    payerNumber: payment.payerNumber ?? undefined,
    typed: typed.trim(),
    plain: typed.trim().toLowerCase(),
    digits: normalised.replace(/\D/g, ""),
    subscriber: subscriberOf(normalised),
    names: namesOf(words).filter((name) => !COMMON.has(name)),
  };
}
