import type { ProviderRequestRow } from "@/services/payments";
import type { PaymentRow } from "@/services/reports";

/** How a payment became known, in words. */
export const SOURCE_WORDS: Record<PaymentRow["source"], string> = {
  stk_callback: "M-Pesa callback",
  stk_query: "STK query",
  c2b_confirmation: "Paybill confirmation",
  pull: "M-Pesa statement",
  transaction_status: "Status query",
  typed_code: "Code typed in",
  cash: "Cash desk",
  reversal: "Reversal notice",
};

/** What was asked of M-Pesa, in words. */
export const REQUEST_WORDS: Record<ProviderRequestRow["kind"], string> = {
  transaction_status: "Check of a code",
  reversal: "Reversal",
  refund: "Refund",
};
