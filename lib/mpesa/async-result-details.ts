import { type Cents, parseAmount } from "../money";
import { parseStamp } from "../time";
import { type Party, splitParty } from "./party";
import { parseReceipt } from "./receipt";

export interface AsyncResultDetails {
  /** Status: the receipt asked about. B2C: the payment's own. */
  receipt?: string;
  /** Reversal: the receipt of the payment that went back. */
  originalReceipt?: string;
  amountCents?: Cents;
  /** Status only: Completed, Cancelled, Declined, Expired … as M-Pesa writes it. Money stands only with Completed. */
  status?: string;
  completedAt?: Date;
  /** Who lost the money, who got it. */
  debitParty?: Party;
  creditParty?: Party;
  /** "Pay Bill Online", "Customer Payment to Small Business" … */
  reason?: string;
}

type Parameters = ReadonlyMap<string, readonly string[]>;

/** The parameters of all three APIs by one name each. */
export function pickDetails(parameters: Parameters): AsyncResultDetails {
  const pick = <T extends string | number>(keys: string[], read: (text: string) => T | undefined) =>
    agreed(parameters, keys, read);
  const party = (keys: string[]) => splitParty(pick(keys, text));
  const time = pick(
    ["FinalisedTime", "TransCompletedTime", "TransactionCompletedDateTime"],
    (value) => parseTime(value)?.getTime(),
  );
  return {
    receipt: pick(["ReceiptNo", "TransactionReceipt"], parseReceipt),
    originalReceipt: pick(["OriginalTransactionID"], parseReceipt),
    amountCents: pick(["Amount", "TransactionAmount"], parseAmount),
    status: pick(["TransactionStatus"], text),
    completedAt: time === undefined ? undefined : new Date(time),
    debitParty: party(["DebitPartyName", "DebitPartyPublicName"]),
    creditParty: party(["CreditPartyName", "CreditPartyPublicName", "ReceiverPartyPublicName"]),
    reason: pick(["ReasonType"], text),
  };
}

const text = (value: string) => value || undefined;

/** What all values under these keys say; undefined when there is none, one cannot be read, or two differ. */
function agreed<T extends string | number>(
  parameters: Parameters,
  keys: string[],
  read: (text: string) => T | undefined,
): T | undefined {
  const values = keys.flatMap((key) => parameters.get(key) ?? []).map(read);
  return values.every((value) => value === values[0]) ? values[0] : undefined;
}

/** 20260601093041, or 01.06.2026 09:30:41 as B2C writes it; East Africa Time both. */
function parseTime(value: string): Date | undefined {
  const m = /^(\d\d)\.(\d\d)\.(\d{4}) (\d\d):(\d\d):(\d\d)$/.exec(value);
  return parseStamp(m ? `${m[3]}${m[2]}${m[1]}${m[4]}${m[5]}${m[6]}` : value);
}
