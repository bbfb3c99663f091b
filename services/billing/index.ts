export { applyWallet, type WalletApplied } from "./apply-wallet";
export { createOnboardingBill, type OnboardingBill } from "./create-onboarding-bill";
export { dueExpiries } from "./due-expiries";
export { expireDueUsers } from "./expire-due-users";
export { numberBills } from "./number-bills";
export { quoteRenewal, type RenewalQuote } from "./quote-renewal";
export { type Renewal, renewUser } from "./renew-user";
