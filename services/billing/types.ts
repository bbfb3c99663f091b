/** Time that was bought for a user. */
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

export interface WalletApplied {
  renewals: Renewal[];
  paidBills: { billId: string; amountCents: number }[];
  /** What stays in the wallet. */
  walletCents: number;
  /** What the purpose of the payment still lacks; 0 when it was paid. */
  missingCents: number;
  /** One or two sentences for the customer. */
  words: string;
}
