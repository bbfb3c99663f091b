import type { AccountRef, SharedAccount } from "@/lib/billing";

/** Ids that a migration has fixed. */
export const SHARED_ACCOUNT_IDS: Readonly<Record<SharedAccount, string>> = {
  mpesa_clearing: "00000000-0000-7000-8000-000000000001",
  cash_till: "00000000-0000-7000-8000-000000000002",
  suspense: "00000000-0000-7000-8000-000000000003",
  vat_payable: "00000000-0000-7000-8000-000000000004",
  excise_payable: "00000000-0000-7000-8000-000000000005",
  revenue_internet: "00000000-0000-7000-8000-000000000006",
  revenue_fees: "00000000-0000-7000-8000-000000000007",
  mpesa_fees: "00000000-0000-7000-8000-000000000008",
  refunds_pending: "00000000-0000-7000-8000-000000000009",
  cash_over_short: "00000000-0000-7000-8000-00000000000a",
  bank: "00000000-0000-7000-8000-00000000000b",
};

export function accountIdOf(account: AccountRef): string {
  if (typeof account === "string") return SHARED_ACCOUNT_IDS[account];
  return "walletId" in account ? account.walletId : account.tillId;
}

/** Wallets and tills keep a running balance, and are locked while it changes. */
export const keepsBalance = (account: AccountRef): boolean =>
  typeof account !== "string" || account === "cash_till";
