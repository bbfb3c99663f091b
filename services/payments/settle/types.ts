import type { schema } from "@/lib/db";
import type { Evidence } from "../evidence";

export type Attempt = typeof schema.stkAttempts.$inferSelect;
export type Channel = typeof schema.paymentChannels.$inferSelect;
export type Payment = typeof schema.payments.$inferSelect;

/** Who a report is about: the channel it came by and, when one is named, the attempt, locked. */
export interface Parties {
  channel: Channel;
  attempt?: Attempt;
  /** An attempt posted without a receipt may be this same money: staff must look. */
  ambiguous?: boolean;
}

/** A report that says: this receipt is this much money. */
export interface Money extends Parties {
  evidence: Evidence;
  receipt: string;
  amountCents: number;
  flags: string[];
}
