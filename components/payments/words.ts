import type { ProviderRequestRow } from "@/services/payments";
import type { JournalView, PaymentRow } from "@/services/reports";

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

/** The ledger's accounts, in words. */
export const ACCOUNT_WORDS: Record<JournalView["entries"][number]["account"], string> = {
  mpesa_clearing: "M-Pesa clearing",
  cash_till: "Cash till",
  wallet: "Customer's wallet",
  suspense: "Suspense",
  vat_payable: "VAT payable",
  excise_payable: "Excise payable",
  revenue_internet: "Revenue, internet",
  revenue_fees: "Revenue, fees",
  mpesa_fees: "M-Pesa fees",
  refunds_pending: "Refunds on their way",
  cash_over_short: "Cash over and short",
};

/** What was asked of M-Pesa, in words. */
export const REQUEST_WORDS: Record<ProviderRequestRow["kind"], string> = {
  transaction_status: "Check of a code",
  reversal: "Reversal",
  refund: "Refund",
};
