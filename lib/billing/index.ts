export { type AccessGrounds, accessEndOf, hasAccess } from "./access-end";
export { type Allowance, allowanceOf, type BoughtTime } from "./allowance";
export { type Carried, carryOn, type Rest, restAt } from "./carry-on";
export { type Discount, discountOf, type Price, priceOf } from "./discount";
export { type GraceRequest, graceEnd } from "./grace";
export {
  addPeriods,
  dayOfMonth,
  hourOfDay,
  nextPeriod,
  type Period,
  type PeriodRequest,
  type PeriodUnit,
  startOfDay,
  yearOf,
} from "./periods";
export {
  type AccountRef,
  creditPostings,
  movePostings,
  type Posting,
  paymentPostings,
  reversePostings,
  type SaleParts,
  type SharedAccount,
  salePostings,
  splitPostings,
  tillDifferencePostings,
} from "./postings";
export {
  type CreditTerms,
  chargeFor,
  creditEnd,
  inDays,
  nextBillDay,
  type UsedTime,
} from "./postpaid";
export { prorate, shareOut } from "./share-out";
export { type TakenBack, type TimeSlot, takeBack, unusedValue } from "./take-back";
export { splitTax, type TaxRates, type TaxSplit } from "./tax";
export { moneySpent, type SourcedMoney, type WalletMove } from "./whose-money";
