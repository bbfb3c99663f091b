export { SHARED_ACCOUNT_IDS } from "./accounts";
export { type BrokenInvariant, checkInvariants } from "./check-invariants";
export type { JournalInput, JournalKind } from "./journal";
export { lockWallet, type Wallet } from "./lock-wallet";
export { openWallet } from "./open-wallet";
export { type PostedJournal, postJournal } from "./post-journal";
export { postJournalLater } from "./post-journal-later";
export { type TrialBalanceRow, trialBalance } from "./trial-balance";
export { walletBalance } from "./wallet-balance";
