import type { TxContext } from "@/lib/context";
import type { Renewal } from "./renew-user";

export interface WalletApplied {
  renewals: Renewal[];
  paidBills: { billId: string; amountCents: number }[];
  /** What stays in the wallet. */
  walletCents: number;
  /** What the purpose of the payment still lacks; 0 when it was paid. */
  missingCents: number;
  /** One sentence for the customer. */
  words: string;
}

/**
 * Spends a customer's wallet: the purpose first (which user, how many periods), then open bills, oldest first, then
 * lapsed users with auto-renew that it can afford. A shortfall stays in the wallet. The caller has authorised.
 */
export async function applyWallet(
  _ctx: TxContext,
  _input: {
    customerId: string;
    attempt?: { userId: string | null; periods: number };
    paymentId?: string;
  },
): Promise<WalletApplied> {
  throw new Error("not yet");
}
