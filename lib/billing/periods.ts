/** Units in which access is sold. */
export type PeriodUnit = "minute" | "hour" | "day" | "week" | "month";

const MS: Record<Exclude<PeriodUnit, "month">, number> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};

// Kenya keeps +03:00 all year, so that wall-clock time is plain arithmetic.
const NAIROBI_OFFSET_MS = 3 * MS.hour;

const toWallClock = (at: Date) => new Date(at.getTime() + NAIROBI_OFFSET_MS);

/** Day of the month, 1–31, on a clock in Nairobi. */
export const dayOfMonth = (at: Date): number => toWallClock(at).getUTCDate();

/** 00:00 of the same day in Nairobi. */
export const startOfDay = (at: Date): Date =>
  new Date(at.getTime() - (toWallClock(at).getTime() % MS.day));

/** Hour of the day, 0–23, on a clock in Nairobi. */
export const hourOfDay = (at: Date): number => toWallClock(at).getUTCHours();

/** Calendar year on a clock in Nairobi. */
export const yearOf = (at: Date): number => toWallClock(at).getUTCFullYear();

/**
 * The end of `count` periods that begin at `from`. Months are calendar months in Nairobi: they keep the time of
 * day and fall on the anchor day, or on the last day of a shorter month (31 January → 28 February → 31 March).
 */
export function addPeriods(from: Date, unit: PeriodUnit, count: number, anchorDay?: number): Date {
  if (unit !== "month") return new Date(from.getTime() + count * MS[unit]);
  const local = toWallClock(from);
  const year = local.getUTCFullYear();
  const month = local.getUTCMonth() + count;
  // Day 0 of the following month is the last day of this one.
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const day = Math.min(anchorDay ?? local.getUTCDate(), lastDay);
  const timeOfDay = local.getTime() % MS.day;
  return new Date(Date.UTC(year, month, day) + timeOfDay - NAIROBI_OFFSET_MS);
}

export interface PeriodRequest {
  now: Date;
  /** When the money was paid; by default now. */
  paidAt?: Date;
  paidUntil: Date | null;
  /** Grace: access went on up to here without being paid. */
  creditUntil?: Date | null;
  /** True when access has been cut since paid-until passed. */
  cut: boolean;
  unit: PeriodUnit;
  /** Units in one period. */
  count: number;
  /** Periods bought. */
  periods: number;
  anchorDay: number | null;
}

export interface Period {
  startsAt: Date;
  endsAt: Date;
  /** Day of month that later periods return to. */
  anchorDay: number;
}

/**
 * The period that a payment buys: from the old expiry if access had not lapsed when the money was paid (grace is paid
 * for afterwards), else from now. A report that comes late never buys time that is already over.
 */
export function nextPeriod(request: PeriodRequest): Period {
  const { now, paidUntil, cut } = request;
  const reference = cut ? now : earlier(now, request.paidAt ?? now);
  const served = paidUntil && later(paidUntil, request.creditUntil ?? paidUntil);
  if (paidUntil && served && served >= reference) {
    const period = periodFrom(paidUntil, request, anchorAt(paidUntil, request.anchorDay));
    if (period.endsAt > now) return period;
  }
  return periodFrom(now, request, dayOfMonth(now));
}

function periodFrom(startsAt: Date, request: PeriodRequest, anchorDay: number): Period {
  const { unit, count, periods } = request;
  const endsAt = addPeriods(startsAt, unit, count * periods, anchorDay);
  return { startsAt, endsAt, anchorDay: unit === "month" ? anchorDay : dayOfMonth(endsAt) };
}

/** The day that months return to, if they stand on it: weeks bought in between have left it for good. */
function anchorAt(at: Date, anchorDay: number | null): number {
  const day = dayOfMonth(at);
  return anchorDay !== null && anchorDay > day && isLastOfMonth(at) ? anchorDay : day;
}

const isLastOfMonth = (at: Date) => dayOfMonth(new Date(at.getTime() + MS.day)) === 1;

const earlier = (a: Date, b: Date) => (a < b ? a : b);
const later = (a: Date, b: Date) => (a > b ? a : b);
