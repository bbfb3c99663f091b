import type { SharedAccount } from "./billing";

/** The ledger's accounts, in words. */
export const ACCOUNT_WORDS: Readonly<Record<SharedAccount | "wallet", string>> = {
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
  bank: "Bank, and what was withdrawn",
};
