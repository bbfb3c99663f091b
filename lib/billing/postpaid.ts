import type { Cents } from "../money";
import { addPeriods, startOfDay } from "./periods";

const DAY_MS = 86_400_000;

/** The next midnight in Nairobi after `after` that begins a bill day (or the last day of a shorter month). */
export function nextBillDay(after: Date, billDay: number): Date {
  const thisMonth = addPeriods(startOfDay(after), "month", 0, billDay);
  return thisMonth > after ? thisMonth : addPeriods(thisMonth, "month", 1, billDay);
}

export interface UsedTime {
  priceCents: Cents;
  billDay: number;
  /** The bill day that ends the period in which the time lies. */
  billedAt: Date;
  from: Date;
  to: Date;
}

/**
 * What a part of a postpaid month costs. Parts that follow each other add up to the price to the cent, however the
 * month is cut.
 */
export function chargeFor({ priceCents, billDay, billedAt, from, to }: UsedTime): Cents {
  const start = addPeriods(billedAt, "month", -1, billDay).getTime();
  const length = BigInt(billedAt.getTime() - start);
  const upTo = (at: Date) => {
    const used = Math.min(Math.max(at.getTime(), start), billedAt.getTime()) - start;
    return Number((BigInt(priceCents) * BigInt(used)) / length);
  };
  return Math.max(0, upTo(to) - upTo(from));
}

export interface CreditTerms {
  /** Days from a bill's issue until it is due. */
  dueDays: number;
  /** Days from then until access ends. */
  graceDays: number;
}

/** When a postpaid user's access ends if nothing is paid: by the oldest unpaid bill, else by the one to come. */
export function creditEnd(
  bills: { oldestDueAt: Date | null; nextBillAt: Date },
  terms: CreditTerms,
): Date {
  const dueAt = bills.oldestDueAt ?? inDays(bills.nextBillAt, terms.dueDays);
  return inDays(dueAt, terms.graceDays);
}

/** Nairobi has no daylight saving: a day is 24 hours. */
export const inDays = (from: Date, days: number): Date => new Date(from.getTime() + days * DAY_MS);
