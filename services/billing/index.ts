export { applyWallet, type WalletSpending } from "./apply-wallet";
export {
  changePackageNow,
  type PackageChanged,
} from "./change-package/change-package-now";
export { chooseNextPackage } from "./change-package/choose-next-package";
export {
  type PackageChangeQuote,
  quotePackageChange,
} from "./change-package/quote-package-change";
export { switchDuePackages } from "./change-package/switch-due-packages";
export { addCharge } from "./charges/add-charge";
export { voidBill } from "./charges/void-bill";
export { createOnboardingBill, type OnboardingBill } from "./create-onboarding-bill";
export { creditBill } from "./credit/credit-bill";
export type { CreditNote } from "./credit/give-back";
export { addDiscount } from "./discounts/add-discount";
export { endDiscount } from "./discounts/end-discount";
export { dueExpiries } from "./due-expiries";
export { expireDueUsers } from "./expire-due-users";
export { mayBePaying } from "./expiry/due";
export { markSweep } from "./expiry/mark-sweep";
export {
  type DiscountRow,
  getUserBilling,
  type PackageChoice,
  type UserBilling,
} from "./get-user-billing";
export { type CreditNoteRow, listCreditNotes } from "./list-credit-notes";
export { numberBills } from "./number-bills";
export { endProvisional, openProvisionally } from "./open-provisionally";
export { pauseUser } from "./pause/pause-user";
export { resumePausedUser } from "./pause/resume-paused-user";
export { type BillingModeChange, describeBillingMode } from "./postpaid/describe-billing-mode";
export { issueDueBills } from "./postpaid/issue-due-bills";
export { setBillingMode } from "./postpaid/set-billing-mode";
export { type AheadQuote, quoteAhead } from "./quote-ahead";
export { type Owed, type OwedBill, quoteOwed } from "./quote-owed";
export { quoteRenewal, quoteRenewalChoices, type RenewalQuote } from "./quote-renewal";
export { type Cause, recordRestoration } from "./record-restoration";
export { renewFromWallet } from "./renew-from-wallet";
export { renewUser } from "./renew-user";
export { type PeriodsRevoked, revokePeriods } from "./revoke-periods";
export { setAutoRenew } from "./set-auto-renew";
export { addTaxRate } from "./taxes/add-tax-rate";
export { listTaxRates, type TaxRateRow } from "./taxes/list-tax-rates";
export { recordTimeTakenOver } from "./time/record-time-taken-over";
export type { Renewal, WalletApplied } from "./types";
