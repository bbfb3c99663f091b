import { subDays } from "date-fns";
import { dayOf, formatInstant } from "@/lib/time";

/** "09:30", "yesterday, 09:30" or "1 Jun 2026, 09:30": a time as one would say it now. */
export function whenWords(at: Date, now: Date): string {
  const exact = formatInstant(at);
  const clock = exact.slice(-5);
  const day = dayOf(at);
  if (day === dayOf(now)) return clock;
  return day === dayOf(subDays(now, 1)) ? `yesterday, ${clock}` : exact;
}
