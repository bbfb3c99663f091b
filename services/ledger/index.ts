export { SHARED_ACCOUNT_IDS } from "./accounts";
export {
  type BrokenInvariant,
  checkInvariant,
  checkInvariants,
  INVARIANTS,
  type Invariant,
} from "./check-invariants";
export type { JournalInput, JournalKind } from "./journal";
export { lockTill, openTillAccount, type Till } from "./lock-till";
export { lockWallet, type Wallet } from "./lock-wallet";
export { openWallet } from "./open-wallet";
export { type PostedJournal, postJournal } from "./post-journal";
export { postJournalLater } from "./post-journal-later";
export { type TrialBalance, type TrialBalanceRow, trialBalance } from "./trial-balance";
export { walletBalance } from "./wallet-balance";
