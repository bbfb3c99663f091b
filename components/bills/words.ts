import type { BillRow } from "@/services/reports";

/** What a bill is for, in words. */
export const KIND_WORDS: Record<BillRow["kind"], string> = {
  onboarding: "Installation and first period",
  renewal: "Renewal",
  adjustment: "Adjustment",
  postpaid: "Month of service",
};

/** The package, or what kind of bill it is. */
export const billSubject = (bill: Pick<BillRow, "packageName" | "kind">): string =>
  bill.packageName ?? KIND_WORDS[bill.kind];
