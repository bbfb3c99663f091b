import type { TxContext } from "@/lib/context";

export interface Renewal {
  userId: string;
  billId: string;
  packageName: string;
  periods: number;
  totalCents: number;
  startsAt: Date;
  endsAt: Date;
  /** Access was off before and is on now. */
  reopened: boolean;
}

/**
 * Buys periods for a user from the customer's wallet: bill and payment in one. The caller has authorised. Throws
 * `not_found`, `conflict` (wallet too low, user closed).
 */
export async function renewUser(
  _ctx: TxContext,
  _input: { userId: string; periods: number; paymentId?: string },
): Promise<Renewal> {
  throw new Error("not yet");
}
