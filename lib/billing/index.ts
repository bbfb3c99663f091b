export { type AccessGrounds, accessEndOf, hasAccess } from "./access-end";
export {
  addPeriods,
  dayOfMonth,
  nextPeriod,
  type Period,
  type PeriodRequest,
  type PeriodUnit,
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
} from "./postings";
export { prorate, shareOut } from "./share-out";
export { type TakenBack, type TimeSlot, takeBack, unusedValue } from "./take-back";
export { splitTax, type TaxRates, type TaxSplit } from "./tax";
