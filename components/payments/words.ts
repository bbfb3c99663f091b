import type { ProviderRequestRow, QuarantinedCallback } from "@/services/payments";
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

/** What somebody's message to us claims to be, in words. */
export const CALLBACK_WORDS: Record<QuarantinedCallback["kind"], string> = {
  stk_callback: "Answer to a prompt",
  c2b_confirmation: "Paybill confirmation",
  c2b_validation: "Question before a payment",
  sms_report: "SMS delivery report",
  provider_result: "Answer to a check or refund",
  provider_timeout: "Time-out of a check or refund",
  pull_row: "Row of M-Pesa's list",
};
