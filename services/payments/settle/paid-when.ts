import type { Evidence } from "../evidence";

const DAY_MS = 86_400_000;
/** Reports of what has just happened come within days, however long M-Pesa was down. */
const FRESH_DAYS: Partial<Record<Evidence["kind"], number>> = {
  stk_callback: 30,
  c2b_confirmation: 30,
  pull: 30,
};
/** M-Pesa began in March 2007. */
const FIRST_MS = Date.UTC(2007, 2, 1);

/** When the money moved: the provider's word, unless it makes no sense beside the time at which we heard it. Pure. */
export function paidWhen(evidence: Pick<Evidence, "kind" | "paidAt" | "receivedAt">): {
  paidAt: Date;
  doubtful: boolean;
} {
  const { kind, paidAt, receivedAt } = evidence;
  if (!paidAt) return { paidAt: receivedAt, doubtful: false };
  const days = FRESH_DAYS[kind];
  const from = days === undefined ? FIRST_MS : receivedAt.getTime() - days * DAY_MS;
  const sane = paidAt.getTime() >= from && paidAt.getTime() <= receivedAt.getTime() + DAY_MS;
  return sane ? { paidAt, doubtful: false } : { paidAt: receivedAt, doubtful: true };
}
