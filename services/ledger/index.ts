export { SHARED_ACCOUNT_IDS } from "./accounts";
export { type BrokenInvariant, checkInvariants } from "./check-invariants";
export { lockWallet, type Wallet } from "./lock-wallet";
export { openWallet } from "./open-wallet";
export {
  type JournalInput,
  type JournalKind,
  type PostedJournal,
  postJournal,
} from "./post-journal";
export { type TrialBalanceRow, trialBalance } from "./trial-balance";
export { walletBalance } from "./wallet-balance";
