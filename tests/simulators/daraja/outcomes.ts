import type { z } from "zod";
import type { Outcome } from "./schemas";

export interface Result {
  code: string;
  description: string;
}

const TEXTS: Record<string, string> = {
  "0": "The service request is processed successfully.",
  "1": "The balance is insufficient for the transaction.",
  "2": "The amount is less than the minimum transaction limit.",
  "3": "The amount is more than the maximum transaction limit.",
  "17": "Rule limited.",
  "21": "The initiator is not allowed to initiate this request.",
  "1019": "Transaction has expired.",
  "1025": "An error occurred while sending a push request.",
  "1032": "Request cancelled by user",
  "1037": "DS timeout user cannot be reached",
  "2001": "The initiator information is invalid.",
  "2028": "The request is not permitted according to product assignment.",
  "2040": "The receiver is not a registered customer.",
  "8006": "The security credential is locked.",
  R000001: "The transaction has already been reversed.",
  R000002: "The OriginalTransactionID is invalid.",
  SFC_IC0003: "The operator does not exist.",
};

const NAMED = {
  success: "0",
  cancel: "1032",
  timeout: "1037",
  wrong_pin: "2001",
  insufficient: "1",
} as const;

/** A ResultCode with its usual sentence. */
export function resultOf(code: string, description?: string): Result {
  return { code, description: description ?? TEXTS[code] ?? "Unknown error." };
}

/** The result of a scripted outcome; undefined for `manual`, which the phone decides. */
export function resultOfOutcome(outcome: z.output<typeof Outcome>): Result | undefined {
  if (outcome === "manual") return undefined;
  if (typeof outcome === "string") return resultOf(NAMED[outcome]);
  return resultOf(String(outcome.code), outcome.description);
}
