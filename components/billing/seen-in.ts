import type { RenewalQuote } from "@/services/billing";

/** What somebody saw who buys time: sent along, so that a second press for the same time buys nothing. */
export const seenIn = ({ periodStart, keptSeconds }: RenewalQuote): Record<string, string> => ({
  seenFrom: periodStart.toISOString(),
  ...(keptSeconds !== null && { seenKept: String(keptSeconds) }),
});
