import { addPeriods, type PeriodUnit } from "./periods";

const HOUR_MS = 3_600_000;

export interface GraceRequest {
  /** Up to where time is paid for. */
  coveredUntil: Date | null;
  graceHours: number;
  unit: PeriodUnit;
  /** Units in one period. */
  count: number;
}

/**
 * How long prepaid access goes on after its paid time; null without grace. Never longer than one period, or the next
 * payment, which pays from the old expiry, would buy time that is over already; none for time sold by the minute or hour.
 */
export function graceEnd(request: GraceRequest): Date | null {
  const { coveredUntil, graceHours, unit, count } = request;
  if (!coveredUntil || graceHours <= 0 || unit === "minute" || unit === "hour") return null;
  const end = coveredUntil.getTime() + graceHours * HOUR_MS;
  return new Date(Math.min(end, addPeriods(coveredUntil, unit, count).getTime()));
}
