import { countOf } from "@/lib/count-of";
import type { SettingsOf } from "@/services/settings";

/** "2 days", "36 hours". */
export const span = (hours: number): string =>
  hours % 24 === 0 ? countOf(hours / 24, "day") : countOf(hours, "hour");

/** What the billing settings mean, a sentence each; nothing while a number is missing. */
export function billingWords(values: SettingsOf<"billing">): string[] {
  const { graceHours, postpaidDueDays, postpaidGraceDays } = values;
  const numbers = [graceHours, postpaidDueDays, postpaidGraceDays];
  if (!numbers.every((value) => Number.isInteger(value) && value >= 0))
    return ["Enter whole numbers."];
  const untilCut = postpaidDueDays + postpaidGraceDays;
  return [
    graceHours === 0
      ? "Prepaid access ends the second its paid time runs out."
      : `Prepaid users stay online for ${span(graceHours)} after their paid time. Who pays in that time pays from the old expiry; who does not is cut off.`,
    `A postpaid bill is due ${postpaidDueDays === 0 ? "on the day it is issued" : `after ${countOf(postpaidDueDays, "day")}`}.`,
    untilCut === 0
      ? "If the wallet does not pay it at once, access ends the same minute."
      : `If it is still unpaid ${countOf(untilCut, "day")} after it was issued, access ends until the oldest bill is paid.`,
    "Who is in grace or has a bill already keeps what they were told.",
  ];
}
