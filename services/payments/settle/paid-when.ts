import type { Evidence } from "../evidence";

const DAY_MS = 86_400_000;
/** The flag of a payment whose time is when we heard of it, because the provider's word could not be believed. */
export const DATE_DOUBTFUL = "date_doubtful";
/**
 * M-Pesa's reports of money say when it moved. Those of what has just happened come within days, however long M-Pesa was
 * down; a status query may be about any payment ever.
 */
const FRESH_DAYS: Partial<Record<Evidence["kind"], number>> = {
  stk_callback: 30,
  c2b_confirmation: 30,
  pull: 30,
  transaction_status: Number.POSITIVE_INFINITY,
};
/** M-Pesa began in March 2007. */
const FIRST_MS = Date.UTC(2007, 2, 1);

/**
 * When the money moved: the provider's word, unless it cannot be read or makes no sense beside the time at which we heard
 * it. Pure.
 */
export function paidWhen(evidence: Pick<Evidence, "kind" | "paidAt" | "receivedAt">): {
  paidAt: Date;
  doubtful: boolean;
} {
  const { kind, paidAt, receivedAt } = evidence;
  const days = FRESH_DAYS[kind];
  if (!paidAt) return { paidAt: receivedAt, doubtful: days !== undefined };
  const from = Math.max(FIRST_MS, receivedAt.getTime() - (days ?? Infinity) * DAY_MS);
  const sane = paidAt.getTime() >= from && paidAt.getTime() <= receivedAt.getTime() + DAY_MS;
  return sane ? { paidAt, doubtful: false } : { paidAt: receivedAt, doubtful: true };
}
