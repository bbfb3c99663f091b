import type { Context } from "@/lib/context";

export interface RenewalQuote {
  userId: string;
  packageId: string;
  packageName: string;
  periods: number;
  currency: string;
  /** Price of the periods, taxes included; or what is left of the open bill that buys the first one. */
  totalCents: number;
  walletCents: number;
  /** What must be paid now, in whole shillings; 0 when the wallet has enough. */
  toPayCents: number;
  periodStart: Date;
  periodEnd: Date;
  /** One sentence for the customer. */
  words: string;
}

/** What going on costs, and what it buys. Throws `not_found`, `conflict` (closed user). */
export async function quoteRenewal(
  _ctx: Context,
  _input: { userId: string; periods?: number },
): Promise<RenewalQuote> {
  throw new Error("not yet");
}
