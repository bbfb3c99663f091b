import type { BillRow } from "@/services/reports";

/** What a bill is for, in words. */
export const KIND_WORDS: Record<BillRow["kind"], string> = {
  onboarding: "Installation and first period",
  renewal: "Renewal",
  adjustment: "Adjustment",
  postpaid: "Month of service",
};

/** The package, or what a charge is for, or what kind of bill it is. */
export const billSubject = (bill: Pick<BillRow, "packageName" | "kind" | "description">): string =>
  bill.packageName ??
  (bill.kind === "adjustment" && bill.description ? bill.description : KIND_WORDS[bill.kind]);
