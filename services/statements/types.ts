/** One movement that the provider has listed. */
export interface StatementLine {
  receipt: string;
  direction: "in" | "out";
  amountCents: number;
  completedAt: Date;
  payerNumber?: string;
  payerName?: string;
  accountReference?: string;
  details?: string;
  /** M-Pesa's fee for a movement, under that movement's receipt. */
  isCharge?: boolean;
  /** The receipt that this line takes back or belongs to. */
  linkedReceipt?: string;
}

export interface Span {
  from: Date;
  until: Date;
}
