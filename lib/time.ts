import { TZDate } from "@date-fns/tz";
import { format, formatDistanceStrict, isValid, parse } from "date-fns";

/** Billing rules and screens use Kenyan wall-clock time; there is no daylight saving (+03:00 all year). */
export const ZONE = "Africa/Nairobi";

/** The instant seen on a clock in Nairobi. */
export const inNairobi = (at: Date): TZDate => new TZDate(at, ZONE);

/** "1 Jun 2026, 09:30" */
export const formatInstant = (at: Date): string => format(inNairobi(at), "d MMM yyyy, HH:mm");

/** "in 2 days", "3 minutes ago". */
export const formatRelative = (at: Date, now: Date): string =>
  formatDistanceStrict(at, now, { addSuffix: true });

/** Safaricom's YYYYMMDDHHmmss (East Africa Time) to an instant; undefined when it is no date. */
export function parseStamp(stamp: string | number): Date | undefined {
  const m = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(String(stamp));
  if (!m) return undefined;
  const at = new Date(`${m[1]}-${m[2]}-${m[3]}T${m[4]}:${m[5]}:${m[6]}+03:00`);
  // The 31st of a short month would roll over.
  return isValid(at) && formatStamp(at) === m[0] ? at : undefined;
}

/** An instant as YYYYMMDDHHmmss in East Africa Time. */
export const formatStamp = (at: Date): string => format(inNairobi(at), "yyyyMMddHHmmss");

/** "1 Jun 2026" */
export const formatDay = (at: Date): string => format(inNairobi(at), "d MMM yyyy");

/** The calendar day in Nairobi, as forms write it: "2026-06-01". */
export const dayOf = (at: Date): string => format(inNairobi(at), "yyyy-MM-dd");

/** True for a calendar day that exists, written like that. */
export const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && isValid(parse(text, "yyyy-MM-dd", new Date(0)));

const DAY_MS = 86_400_000;

/** The first instant of a Kenyan day ("2026-06-01"). */
export const startOfDay = (day: string): Date => new Date(`${day}T00:00:00+03:00`);

/** The first instant after a Kenyan day. */
export const endOfDay = (day: string): Date => new Date(startOfDay(day).getTime() + DAY_MS);
